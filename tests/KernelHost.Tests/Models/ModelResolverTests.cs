using System.Collections.Frozen;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

public class ModelResolverTests
{
    private static readonly Setup Typical = new()
    {
        Providers = new(
        [
            new("openai", new() { Models = [new("gpt-4o"), new("gpt-4o-mini"), new("text-embedding-3-small"), new("whisper-1")] }),
            new("ollama", new() { Models = [new("llama3.2:latest"), new("codellama:13b"), new("nomic-embed-text")] }),
        ]),
        GlobalDefaultModel = new("openai", "gpt-4o"),
        SmallFastModel = new("ollama", "llama3.2:latest"),
        Models = [new() { Name = "coder", Provider = "ollama", Model = "codellama:13b" }],
    };

    [Theory]
    [InlineData(null, "openai/gpt-4o")]
    [InlineData("", "openai/gpt-4o")]
    [InlineData("default", "openai/gpt-4o")]
    [InlineData("small-fast", "ollama/llama3.2:latest")]
    [InlineData("coder", "ollama/codellama:13b")]
    [InlineData("openai/gpt-4o-mini", "openai/gpt-4o-mini")]
    [InlineData("gpt-4o-mini", "openai/gpt-4o-mini")]
    public void Understands_everything_a_client_may_write(string? written, string served)
    {
        var route = Route(Typical, new() { Model = written });

        Assert.Equal(served, route.First.Id);
        Assert.Null(route.FallbackReason);
        Assert.Equal(written, route.Requested);
    }

    [Fact]
    public void A_named_model_takes_its_entry_along() =>
        Assert.Equal("coder", Route(Typical, new() { Model = "coder" }).First.Named?.Name);

    [Fact]
    public void A_default_marked_on_a_named_model_is_the_global_default()
    {
        var setup = Typical with { GlobalDefaultModel = null, Models = [Typical.Models[0] with { Default = true }] };

        var first = Route(setup, new()).First;

        Assert.Equal(("ollama/codellama:13b", "coder", ResolutionSteps.GlobalDefaultModel), (first.Id, first.Named?.Name, first.Reason));
    }

    [Theory]
    [InlineData("GPT-4o", "gpt-4o")]
    [InlineData("gpt4o", "gpt-4o")]
    [InlineData("openai/gpt-4o-mni", "openai/gpt-4o-mini")]
    [InlineData("Coder", "coder")]
    public void Suggests_the_near_miss_when_it_rejects(string written, string suggestion)
    {
        var error = Error(Rejecting(Typical), new() { Model = written });

        Assert.Equal(ResolutionError.ModelNotFound, error.Code);
        Assert.Equal(suggestion, error.Suggestions[0]);
        Assert.Contains(suggestion, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_another_type_is_named_in_the_error() =>
        Assert.Contains("of type EMBEDDING, not LLM", Error(Rejecting(Typical), new() { Model = "nomic-embed-text" }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("title_generation", "ollama/llama3.2:latest")]
    [InlineData("homework", "openai/gpt-4o")]
    public void Only_known_tasks_go_to_the_small_fast_model(string task, string served) =>
        Assert.Equal(served, Route(Typical, new() { Model = "gpt-4o", Task = task }).First.Id);

    [Fact]
    public void Fallback_models_stand_in_before_the_other_defaults()
    {
        var setup = Typical with { Fallback = new() { Models = [new("ollama", "codellama:13b")] } };

        var route = Route(setup, new() { Model = "gpt-4o-mini" });

        Assert.Equal(["openai/gpt-4o-mini", "ollama/codellama:13b", "openai/gpt-4o"], route.Candidates.Select(candidate => candidate.Id));
    }

    [Fact]
    public void An_embedding_call_never_moves_to_vectors_of_another_length()
    {
        var setup = Typical with { DefaultModelsByType = Typical.DefaultModelsByType.Add(ModelType.Embedding, new("ollama", "nomic-embed-text")) };

        Assert.Single(Route(setup, new() { Model = "text-embedding-3-small", Type = ModelType.Embedding }).Candidates);
        Assert.Equal(ResolutionError.ModelNotFound, Error(setup, new() { Model = "text-embedding-3-large", Type = ModelType.Embedding }).Code);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("nope")]
    public void An_embedding_call_for_something_else_gets_the_default_embedding_model(string written) =>
        Assert.Equal("openai/text-embedding-3-small", Route(Typical, new() { Model = written, Type = ModelType.Embedding }).First.Id);

    [Fact]
    public void A_key_limited_to_models_gets_those_and_no_stand_ins_beyond_them()
    {
        var request = new ModelRequest { Allowed = FrozenSet.ToFrozenSet(["coder", "gpt-4o-mini"]) };

        Assert.Equal(["ollama/codellama:13b"], Route(Typical, request with { Model = "coder" }).Candidates.Select(candidate => candidate.Id));
        Assert.Equal("openai/gpt-4o-mini", Route(Typical, request).First.Id);
        Assert.Equal(ResolutionError.ModelNotAllowed, Error(Typical, request with { Model = "gpt-4o" }).Code);
    }

    [Fact]
    public void A_key_that_may_use_none_of_the_defaults_is_told_what_it_may_use_and_not_to_enable_providers()
    {
        var error = Error(Typical, new() { Allowed = FrozenSet.ToFrozenSet(["coder", "another"]) });

        Assert.Equal(ResolutionError.ModelNotAllowed, error.Code);
        Assert.Equal("No model that this key may use can serve this call. It may use: another, coder.", error.Message);
    }

    [Fact]
    public void The_trace_tells_why_each_step_was_passed_over()
    {
        var setup = Typical with { Providers = Typical.Providers.With("ollama", Typical.Providers.Find("ollama")! with { Enabled = false }) };
        var steps = new List<ResolutionStep>();

        ModelResolver.Resolve(Compile(setup), new() { Purpose = ModelPurpose.SmallFast }, steps);

        Assert.Equal(new(ResolutionSteps.SmallFastModel, "ollama/llama3.2:latest", ResolutionStep.Rejected, "provider ollama is disabled"), steps[0]);
        Assert.Equal(new(ResolutionSteps.GlobalDefaultModel, "openai/gpt-4o", ResolutionStep.Chosen, "available"), steps[1]);
    }

    [Fact]
    public void A_very_long_name_is_refused_briefly() =>
        Assert.InRange(Error(Rejecting(Typical), new() { Model = new('x', 1_000_000) }).Message.Length, 1, 300);

    private static Setup Rejecting(Setup setup) => setup with { Fallback = setup.Fallback with { OnUnknownModel = OnUnknownModel.Reject } };

    private static SetupModels Compile(Setup setup) => SetupModels.Compile(setup, (_, _) => null);

    private static Route Route(Setup setup, ModelRequest request) => ModelResolver.Resolve(Compile(setup), request).Require();

    private static ResolutionError Error(Setup setup, ModelRequest request) =>
        Assert.IsType<Resolution.NotFound>(ModelResolver.Resolve(Compile(setup), request)).Error;
}
