using System.Collections.Immutable;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

public class EndpointTests
{
    private static readonly ModelRequest Speech = new() { Type = ModelType.Tts };

    private static readonly Setup Mixed = new()
    {
        Providers = new(
        [
            new("silent", new() { Kind = "ollama", Models = [new("voice", ModelType.Unknown), new("llama3", ModelType.Llm)] }),
            new("openai", new() { Models = [new("tts-1"), new("gpt-4o")] }),
        ]),
        GlobalDefaultModel = new("silent", "llama3"),
    };

    private static readonly Setup Silent = Mixed with { Providers = new([new("silent", new() { Kind = "ollama", Models = [new("voice", ModelType.Unknown)] })]) };

    [Fact]
    public void A_model_whose_server_lacks_the_endpoint_is_never_called_for_it()
    {
        var route = Assert.IsType<Resolution.Found>(Resolve(Mixed, Speech with { Model = "silent/voice" })).Route;

        Assert.Equal(["openai/tts-1"], route.Candidates.Select(candidate => candidate.Id));
        Assert.Equal(FallbackReasons.RequestedModelUnavailable, route.FallbackReason);
    }

    [Fact]
    public void The_explanation_says_whose_servers_lack_it()
    {
        var steps = new List<ResolutionStep>();

        Resolve(Mixed, Speech with { Model = "silent/voice" }, steps);

        Assert.Contains(steps, step => step is { Candidate: "silent/voice", Outcome: ResolutionStep.Rejected, Reason: "the servers of provider silent have no audio/speech" });
    }

    [Fact]
    public void A_default_whose_server_lacks_the_endpoint_is_no_fallback()
    {
        var setup = Mixed with { DefaultModelsByType = ImmutableDictionary<ModelType, ModelReference>.Empty.Add(ModelType.Tts, new("silent", "voice")) };

        var route = Assert.IsType<Resolution.Found>(Resolve(setup, Speech)).Route;

        Assert.Equal(("openai/tts-1", null), (route.First.Id, route.FallbackReason));
    }

    [Theory]
    [InlineData("silent/voice")]
    [InlineData(null)]
    public void With_nothing_else_there_the_endpoint_is_not_supported(string? model) =>
        Assert.Equal(ResolutionError.EndpointNotSupported, Error(Resolve(Silent, Speech with { Model = model })).Code);

    [Fact]
    public void A_client_that_takes_no_other_model_is_told()
    {
        var error = Error(Resolve(Mixed, Speech with { Model = "silent/voice", Exact = true }));

        Assert.Equal((ResolutionError.EndpointNotSupported, true), (error.Code, error.Message.Contains("/v1/audio/speech", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_organisation_that_rejects_what_it_does_not_know_rejects_this_too()
    {
        var setup = Mixed with { Fallback = Mixed.Fallback with { OnUnknownModel = OnUnknownModel.Reject } };

        Assert.Equal(ResolutionError.EndpointNotSupported, Error(Resolve(setup, Speech with { Model = "silent/voice" })).Code);
    }

    [Fact]
    public void Of_two_holders_of_a_bare_name_the_one_whose_server_has_the_endpoint_is_meant()
    {
        var setup = Mixed with { Providers = new([.. Mixed.Providers, new("second", new() { Kind = "universal", Models = [new("voice", ModelType.Unknown)] })]) };

        var route = Assert.IsType<Resolution.Found>(Resolve(setup, Speech with { Model = "voice" })).Route;

        Assert.Equal(("second/voice", null), (route.First.Id, route.FallbackReason));
    }

    [Fact]
    public void A_chat_model_without_the_endpoint_of_its_call_gives_way_to_one_that_has_it()
    {
        var route = Assert.IsType<Resolution.Found>(Resolve(Mixed, new() { Endpoint = ModelEndpoints.Responses })).Route;

        Assert.Equal(("openai/gpt-4o", null), (route.First.Id, route.FallbackReason));
    }

    private static Resolution Resolve(Setup setup, ModelRequest request, List<ResolutionStep>? steps = null) => ModelResolver.Resolve(
        SetupModels.Compile(setup, (_, _) => null, (_, settings) => settings.Kind == "ollama" ? ModelEndpoints.Chat | ModelEndpoints.Embeddings : ModelEndpoints.All), request, steps);

    private static ResolutionError Error(Resolution resolution) => Assert.IsType<Resolution.NotFound>(resolution).Error;
}
