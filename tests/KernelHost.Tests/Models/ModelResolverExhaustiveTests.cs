using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models;

public class ModelResolverExhaustiveTests
{
    [Theory]
    [InlineData(OnUnknownModel.Substitute, false)]
    [InlineData(OnUnknownModel.Reject, false)]
    [InlineData(OnUnknownModel.Substitute, true)]
    public void Agrees_with_the_naive_rules_on_every_small_setup(OnUnknownModel onUnknown, bool exact)
    {
        var requests = (from asked in SmallSetups.Asked
                        from type in new[] { ModelType.Llm, ModelType.Embedding }
                        select new ModelRequest { Model = asked, Type = type, Exact = exact }).ToList();
        var fallback = new FallbackSettings { OnUnknownModel = onUnknown };

        foreach (var setup in SmallSetups.All().Select(setup => setup with { Fallback = fallback }))
        {
            var models = SmallSetups.Compile(setup);
            foreach (var request in requests)
            {
                var (expected, actual) = (NaiveRules.Answer(setup, request), Answer(models, request));
                if (expected != actual)
                {
                    Assert.Fail($"{Describe(setup)} asked {request.Model ?? "null"} as {request.Type}: the rules say {expected}, the resolver {actual}\n{Trace(models, request)}");
                }
            }
        }
    }

    [Fact]
    public void Agrees_with_the_naive_rules_on_random_setups_and_requests_and_keeps_every_route_honest()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var setups = SmallSetups.Providers().ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var setup = SmallSetups.Make(Pick(setups), Pick(setups), Reference(), Reference(), Reference()) with
            {
                Fallback = new() { Models = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Reference()).OfType<ModelReference>()], Enabled = random.Next(4) > 0 },
            };
            var request = new ModelRequest
            {
                Model = Pick(SmallSetups.Asked),
                Type = Pick([ModelType.Llm, ModelType.Embedding, ModelType.Tts]),
                Purpose = Pick([ModelPurpose.Completion, ModelPurpose.SmallFast]),
                Task = Pick([null, "title_generation", "homework"]),
                Exact = random.Next(4) == 0,
            };
            var models = SmallSetups.Compile(setup);
            var context = $"seed {seed}, round {round}: {Describe(setup)} {request}\n{Trace(models, request)}";
            var actual = Answer(models, request);
            Assert.True(NaiveRules.Answer(setup, request) == actual, $"{context}: got {actual}, want {NaiveRules.Answer(setup, request)}");
            RouteIsHonest(models, request, context);
        }

        T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
        ModelReference? Reference() => SmallSetups.Reference(Pick([null, "p/l", "q/l", "p/e", "q/e", "q/u", "x/l"]));
    }

    private static void RouteIsHonest(SetupModels models, ModelRequest request, string context)
    {
        var steps = new List<ResolutionStep>();
        if (ModelResolver.Resolve(models, request, steps) is not Resolution.Found { Route: var route })
        {
            Assert.True(steps.All(step => step.Outcome != ResolutionStep.Chosen) || request.Exact, context);
            return;
        }

        Assert.True(route.Candidates.Select(candidate => candidate.Id).Distinct().Count() == route.Candidates.Length, context);
        Assert.All(route.Candidates, candidate => Assert.True(models.Find(new(candidate.Provider, candidate.Model)) is { Unavailable: null } model && model.Fits(request.Type), context));
        Assert.True(steps.Count(step => step.Outcome == ResolutionStep.Chosen) == 1, context);
        Assert.True(steps.Single(step => step.Outcome == ResolutionStep.Chosen).Candidate == route.First.Id, context);
        Assert.True(route.Candidates.Length == 1 || (models.Setup.Fallback.Enabled && !request.Exact), context);
        Assert.True(route.Candidates.Skip(1).All(candidate => candidate.Reason != ResolutionSteps.FirstAvailableModel), context);
    }

    private static string Answer(SetupModels models, ModelRequest request) => ModelResolver.Resolve(models, request) switch
    {
        Resolution.Found { Route: var route } => $"{route.First.Id}|{route.FallbackReason}",
        Resolution.NotFound { Error: var error } => $"!{error.Code}",
        _ => "?",
    };

    private static string Trace(SetupModels models, ModelRequest request)
    {
        var steps = new List<ResolutionStep>();
        ModelResolver.Resolve(models, request, steps);
        return string.Join('\n', steps);
    }

    private static string Describe(Setup setup) => string.Join(" ", setup.Providers.Select(pair =>
            $"{pair.Key}[{(pair.Value.Enabled ? pair.Value.BaseUrl : "off")}: {string.Join(',', pair.Value.Models.Select(model => model.Id))}; default {pair.Value.DefaultModel}]"))
        + $" global {setup.GlobalDefaultModel} fast {setup.SmallFastModel} embedding {setup.DefaultModelsByType.GetValueOrDefault(ModelType.Embedding)}";
}
