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
        var served = await calls.ServeAsync(setup, request, AnswerForm.Whole, AttemptAsync, caller);
        calls.Finish(setup, served.Turn, served.Value.Report, started);
        return served.Value;
    }

    private async ValueTask<EmbeddingReply> AttemptAsync(Turn turn)
    {
        var (link, report) = (setup.LinkTo(turn.Candidate), ModelCallReport.Of(null, turn));
        if (!link.Kind.Offers(OpenAiEndpoint.Embeddings))
        {
            var generated = await GenerateAsync(turn);
            return new(report with { Usage = generated.Usage }, null, generated);
        }

        var most = EmbeddingBatches.MostInputs(link.Connection.Kind);
        return call.Inputs.Count <= most
            ? await ForwardAsync(link, turn, report)
            : await ForwardManyAsync(link, turn, report, most);
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(Turn turn)
    {
        if (call.Inputs.AreTokens && turn.Number > 1)
            throw new ProviderException(FailureClass.BadRequest, $"{turn.Candidate.Id} takes no tokens.");

        var question = call.Question();
        using var generator = ModelCalls.EmbeddingGenerator(setup, turn.Candidate);
        var options = question.Options.Clone();
        options.ModelId = turn.Candidate.Model;
        var vectors = await generator.GenerateAsync(question.Texts, options, turn.Limit.Token);
        RequireLength(turn.Candidate, [.. vectors.Select(vector => vector.Vector.Length)]);
        return vectors;
    }

    private async Task<EmbeddingReply> ForwardAsync(ProviderLink link, Turn turn, ModelCallReport report)
    {
        var answer = await SendAsync(link, turn, call.Request, call.ModelInfo?.Invoke(report) ?? default);
        try
        {
            var first = FirstVector.Read(answer.Data.Span) ?? throw ProviderHttp.NotAnAnswer(link.Connection, "no readable vector");
            RequireLength(turn.Candidate, first.Length);
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

    private async Task<EmbeddingReply> ForwardManyAsync(ProviderLink link, Turn turn, ModelCallReport report, int most)
    {
        var all = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var (index, inputs) in call.Inputs.Batches(most).Index())
        {
            using var answer = await SendAsync(link, turn, Part(inputs), default);
            var some = Read(answer, Math.Min(most, call.Inputs.Count - (index * most)), link.Connection);
            RequireLength(turn.Candidate, [.. some.Select(vector => vector.Vector.Length)]);
            all.AddRange(some);
            if (some.Usage is { } usage)
                (all.Usage ??= new()).Add(usage);
        }

        return new(report with { Usage = all.Usage }, null, all);
    }

    private async Task<ForwardedJson> SendAsync(ProviderLink link, Turn turn, OpenAiRequest body, ReadOnlyMemory<byte> modelInfo)
    {
        var bytes = CandidateBody.Write(body, turn.Candidate, setup.Setup, link.Connection, asksForUsage: false, OpenAiEndpoint.Embeddings);
        var sent = new ForwardedCall(link, OpenAiEndpoint.Embeddings, new PooledContent(bytes, "application/json")) { ModelInfo = modelInfo };
        return await calls.Forwarder.SendAsync(sent, turn.Limit) is ForwardedAnswer.Json { Whole: var whole } ? whole : throw new InvalidOperationException("Vectors come as JSON.");
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
