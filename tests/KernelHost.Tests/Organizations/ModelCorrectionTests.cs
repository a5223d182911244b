using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class ModelCorrectionTests
{
    private static readonly ImmutableArray<ImmutableArray<ModelEntry>> ModelLists =
        [[], [new("a")], [new("b"), new("a")], [new("v", ModelType.Embedding), new("b")], [new("v", ModelType.Embedding)], [new("v", ModelType.Unknown)]];

    private static readonly ImmutableArray<ModelReference?> Wanted =
        [null, ModelReference.Empty, new("p", "a"), new("p", "b"), new("p", "v"), new("p", ""), new("q", "a"), new("gone", "a"), new("", "a")];

    /// <summary>Every combination of two providers (there or not, enabled or not, with which models) and what both settings ask for, against the rule said naively.</summary>
    [Fact]
    public void Both_global_models_follow_the_rule_in_every_small_case()
    {
        var cases = 0;
        foreach (var (p, q) in from p in Providers() from q in Providers() select (p, q))
        {
            foreach (var (global, fast) in from one in Wanted from other in Wanted select (one, other))
            {
                AssertRule(p, q, global, fast);
                cases++;
            }
        }

        Assert.Equal(13 * 13 * 81, cases);
    }

    [Fact]
    public void A_correction_says_what_was_wrong_and_what_it_is_now()
    {
        var (_, warnings) = ModelCorrections.Apply(Config(Provider(true, [new("a")]), null, new("p", "x"), new("q", "y")));

        Assert.Equal(
        [
            ("$.setups.default.global_default_model", "model_not_enabled", true),
            ("$.setups.default.small_fast_model", "provider_not_found", false),
        ], warnings.Select(warning => (warning.Path, warning.Code, warning.Message.Contains("corrected to \"p/a\"", StringComparison.Ordinal))));
    }

    [Fact]
    public void Other_references_stay_and_are_pointed_out()
    {
        var setup = new Setup
        {
            Providers = ProviderList.Empty.With("p", new() { Enabled = false, Models = [new("a")] }).With("q", new() { DefaultModel = "x" }),
            DefaultModelsByType = ImmutableDictionary<ModelType, ModelReference>.Empty.Add(ModelType.Tts, new("p", "a")),
            Fallback = new() { Models = [new("gone", "a")] },
            Models = [new() { Name = "n", Provider = "q", Model = "m" }],
        };

        var (config, warnings) = ModelCorrections.Apply(new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add("default", setup) });

        Assert.Equal(setup, config.Setups["default"]);
        Assert.Equal(
        [
            ("$.setups.default.default_models_by_type.TTS", "provider_disabled"),
            ("$.setups.default.fallback.models[0]", "provider_not_found"),
            ("$.setups.default.models[0].model", "model_not_enabled"),
            ("$.setups.default.providers.q.default_model", "model_not_enabled"),
        ], warnings.Select(warning => (warning.Path, warning.Code)));
    }

    [Fact]
    public void Setups_without_a_default_among_them_are_pointed_out()
    {
        var (_, warnings) = ModelCorrections.Apply(new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add("one", new()) });

        Assert.Equal("no_default_setup", Assert.Single(warnings).Code);
    }

    private static void AssertRule(ProviderSettings? p, ProviderSettings? q, ModelReference? global, ModelReference? fast)
    {
        var (config, warnings) = ModelCorrections.Apply(Config(p, q, global, fast));
        var (setup, wrong) = (config.Setups["default"], $"p={p} q={q} global={global} fast={fast}");

        Assert.True(Expected(p, q, global) == setup.GlobalDefaultModel, wrong);
        Assert.True(Expected(p, q, fast) == setup.SmallFastModel, wrong);
        Assert.True((setup.GlobalDefaultModel != global) == warnings.Any(warning => warning.Path.EndsWith(".global_default_model", StringComparison.Ordinal)), wrong);
        Assert.True((setup.SmallFastModel != fast) == warnings.Any(warning => warning.Path.EndsWith(".small_fast_model", StringComparison.Ordinal)), wrong);
    }

    // Said again, in the contract's words and order.
    private static ModelReference? Expected(ProviderSettings? p, ProviderSettings? q, ModelReference? wanted)
    {
        if (wanted is null || wanted == ModelReference.Empty)
        {
            return wanted;
        }

        var provider = wanted.Provider == "p" ? p : wanted.Provider == "q" ? q : null;
        if (provider is null || !provider.Enabled)
        {
            return ModelReference.Empty;
        }

        foreach (var model in provider.Models)
        {
            if (model.Id == wanted.Model)
            {
                return wanted;
            }
        }

        foreach (var model in provider.Models)
        {
            if (model.Type is not ModelType.Embedding)
            {
                return new(wanted.Provider, model.Id);
            }
        }

        return ModelReference.Empty;
    }

    private static IEnumerable<ProviderSettings?> Providers() =>
        [null, .. from enabled in new[] { true, false } from models in ModelLists select Provider(enabled, models)];

    private static ProviderSettings Provider(bool enabled, ImmutableArray<ModelEntry> models) => new() { Enabled = enabled, Models = models };

    private static OrgConfig Config(ProviderSettings? p, ProviderSettings? q, ModelReference? global, ModelReference? fast)
    {
        var providers = ProviderList.Empty;
        providers = p is null ? providers : providers.With("p", p);
        providers = q is null ? providers : providers.With("q", q);
        var setup = new Setup { Providers = providers, GlobalDefaultModel = global, SmallFastModel = fast };
        return new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add("default", setup) };
    }
}
