using System.Buffers;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>
/// The embeddings endpoint's call: forwarded as it is to servers that speak its format, asked of an embedding generator elsewhere. More inputs than a server takes become several
/// calls, an answer in the other encoding is rewritten, and one whose vectors are not as long as asked for is a failure: an index that mixes lengths is ruined silently.
/// </summary>
internal sealed class RoutedEmbedding(SetupSnapshot setup, ModelCalls calls, ModelRequest request, EmbeddingCall call)
{
    private static readonly byte[] Input = "input"u8.ToArray();

    public async Task<EmbeddingReply> EmbedAsync(CancellationToken caller)
    {
        var started = calls.Now();
        var served = await calls.ServeAsync(setup, request, (turn, deadline) => AttemptAsync(turn, deadline, caller), caller);
        calls.Finish(setup, served.Value.Report, started);
        return served.Value;
    }

    private async ValueTask<EmbeddingReply> AttemptAsync(Turn turn, CancellationToken deadline, CancellationToken caller)
    {
        var (link, report) = (setup.LinkTo(turn.Candidate), ModelCallReport.Of(null, turn));
        if (!link.Kind.Offers(OpenAiEndpoint.Embeddings))
        {
            var generated = await GenerateAsync(turn, deadline);
            return new(report with { Usage = generated.Usage }, null, generated);
        }

        var most = EmbeddingBatches.MostInputs(link.Connection.Kind);
        return call.Inputs.Count <= most
            ? await ForwardAsync(link, turn.Candidate, report, deadline, caller)
            : await ForwardManyAsync(link, turn.Candidate, report, most, deadline, caller);
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(Turn turn, CancellationToken deadline)
    {
        if (call.Inputs.AreTokens && turn.Number > 1)
            throw new ProviderException(FailureClass.BadRequest, $"{turn.Candidate.Id} takes no tokens.");

        var question = call.Question();
        using var generator = ModelCalls.EmbeddingGenerator(setup, turn.Candidate);
        var options = question.Options.Clone();
        options.ModelId = turn.Candidate.Model;
        var vectors = await generator.GenerateAsync(question.Texts, options, deadline);
        RequireLength(turn.Candidate, [.. vectors.Select(vector => vector.Vector.Length)]);
        return vectors;
    }

    private async Task<EmbeddingReply> ForwardAsync(ProviderLink link, Candidate candidate, ModelCallReport report, CancellationToken deadline, CancellationToken caller)
    {
        var answer = await SendAsync(link, candidate, call.Request, call.ModelInfo?.Invoke(report) ?? default, deadline, caller);
        try
        {
            var first = FirstVector.Read(answer.Data.Span) ?? throw ProviderHttp.NotAnAnswer(link.Connection, "no readable vector");
            RequireLength(candidate, first.Length);
            report = report with { Usage = answer.Usage };
            if (first.IsBase64 == call.AsBase64)
                return new(report, answer, null);

            var vectors = Read(answer, call.Inputs.Count, link.Connection);
            answer.Dispose();
            return new(report, null, vectors);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<EmbeddingReply> ForwardManyAsync(ProviderLink link, Candidate candidate, ModelCallReport report, int most, CancellationToken deadline, CancellationToken caller)
    {
        var all = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var (index, inputs) in call.Inputs.Batches(most).Index())
        {
            using var answer = await SendAsync(link, candidate, Part(inputs), default, deadline, caller);
            var some = Read(answer, Math.Min(most, call.Inputs.Count - (index * most)), link.Connection);
            RequireLength(candidate, [.. some.Select(vector => vector.Vector.Length)]);
            all.AddRange(some);
            if (some.Usage is { } usage)
                (all.Usage ??= new()).Add(usage);
        }

        return new(report with { Usage = all.Usage }, null, all);
    }

    private async Task<ForwardedJson> SendAsync(
        ProviderLink link, Candidate candidate, OpenAiRequest body, ReadOnlyMemory<byte> modelInfo, CancellationToken deadline, CancellationToken caller)
    {
        var bytes = CandidateBody.Write(body, candidate, setup.Setup, link.Connection, asksForUsage: false, OpenAiEndpoint.Embeddings);
        var sent = new ForwardedCall(link, OpenAiEndpoint.Embeddings, new PooledContent(bytes, "application/json")) { ModelInfo = modelInfo };
        return await calls.Forwarder.SendAsync(sent, deadline, caller) is ForwardedAnswer.Json { Whole: var whole } ? whole : throw new InvalidOperationException("Vectors come as JSON.");
    }

    private OpenAiRequest Part(ReadOnlyMemory<byte> inputs)
    {
        var edit = new ObjectEdit(call.Request.Outline);
        edit.Set(Input, inputs);
        var part = new ArrayBufferWriter<byte>(inputs.Length + 256);
        edit.WriteTo(part);
        return OpenAiRequest.Read(part.WrittenMemory);
    }

    private static GeneratedEmbeddings<Embedding<float>> Read(ForwardedJson answer, int count, ProviderConnection connection)
    {
        using var document = JsonDocument.Parse(answer.Json);
        return EmbeddingAnswer.Read(document.RootElement, count, connection);
    }

    private void RequireLength(Candidate candidate, params ReadOnlySpan<int> lengths)
    {
        var expected = call.Dimensions ?? Stated(candidate);
        foreach (var length in lengths)
        {
            if (expected is { } wanted && length != wanted)
                throw new ProviderException(FailureClass.Error, $"{candidate.Id} answered with vectors of {length} dimensions instead of {wanted}.");
        }
    }

    /// <summary>What an admin wrote of the model. What its makers publish may be changed by its server's settings.</summary>
    private int? Stated(Candidate candidate) => setup.Setup.Providers.Find(candidate.Provider)?.Models.FirstOrDefault(entry => entry.Id == candidate.Model) is { } model
        ? EmbeddingDimensions.Stated(model) : null;
}
