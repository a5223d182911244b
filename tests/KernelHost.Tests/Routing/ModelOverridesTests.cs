using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Events;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Security;

namespace KernelHost.Tests.Routing;

public class ModelOverridesTests
{
    private static readonly OrgConfig Config = With(new()
    {
        GlobalDefaultModel = new("openai", "gpt-4o"),
        Providers = new([new("openai", new() { ApiKey = new("sk-stored"), Models = [new("gpt-4o"), new("gpt-4o-mini")] })]),
    });

    private readonly HostEvents _events = new();
    private readonly ModelOverrides _overrides;

    public ModelOverridesTests() => _overrides = new(_events);

    [Fact]
    public void The_array_stays_the_same_until_something_changes()
    {
        var none = _overrides.Of("acme");
        Set(Switch());
        var one = _overrides.Of("acme");

        _overrides.Reconsider(new("acme", 2, Config));

        Assert.True(none.IsEmpty && none == _overrides.Of("bravo"));
        Assert.True(one == _overrides.Of("acme"));
    }

    [Fact]
    public void A_second_switch_of_a_role_replaces_the_first()
    {
        Set(Switch());
        Set(Switch() with { Model = new("openai", "gpt-5") });
        Set(Switch() with { Role = ModelRole.SmallFast });

        Assert.Equal(2, _overrides.Of("acme").Length);
        Assert.Equal("gpt-5", _overrides.Find("acme", "default", ModelRole.Default)?.Switch.Model.Model);
    }

    [Fact]
    public void It_ends_when_its_provider_is_disabled_or_its_setup_is_gone()
    {
        Set(Switch());
        _overrides.Reconsider(new("acme", 2, Edit(provider => provider with { Enabled = false })));
        var afterDisabling = _overrides.Of("acme").Length;
        Set(Switch());
        _overrides.Reconsider(new("acme", 3, new()));

        Assert.Equal((0, 0), (afterDisabling, _overrides.Of("acme").Length));
    }

    [Fact]
    public void One_that_ends_says_what_the_config_names_now()
    {
        var ended = new List<HostEvent>();
        _events.Published += ended.Add;
        Set(Switch());
        _overrides.Reconsider(new("acme", 2, Edit(provider => provider with { Enabled = false })));
        Set(Switch());
        _overrides.Clear("acme", "default", ModelRole.Default, now: null);
        _overrides.Clear("acme", "default", ModelRole.Default, now: null);

        var from = Switch().Model.ToString();
        Assert.Equal([new OverrideEnded("acme", "default", "default", from, "openai/gpt-4o"), new OverrideEnded("acme", "default", "default", from, null)], ended);
    }

    [Fact]
    public void A_stored_key_does_not_follow_an_override_to_another_host()
    {
        Set(Switch() with { BaseUrl = "https://other.example/v1" });

        var provider = ModelOverrides.Apply(Config, _overrides.Of("acme")).Setups["default"].Providers.Find("openai");

        Assert.Equal(("https://other.example/v1", null), (provider?.BaseUrl, provider?.ApiKey));
        Assert.NotNull(Config.Setups["default"].Providers.Find("openai")?.ApiKey);
    }

    [Fact]
    public void A_key_that_was_given_with_a_switch_does_not_follow_the_provider_to_another_host()
    {
        Set(Switch() with { ApiKey = new("sk-lent") });
        _overrides.Reconsider(new("acme", 2, Edit(provider => provider with { Models = provider.Models.Add(new("gpt-5")) })));
        var afterAnotherChange = _overrides.Of("acme").Length;

        _overrides.Reconsider(new("acme", 3, Edit(provider => provider with { BaseUrl = "https://other.example/v1" })));

        Assert.Equal((1, 0), (afterAnotherChange, _overrides.Of("acme").Length));
    }

    [Fact]
    public void Parameters_stay_with_their_model()
    {
        var hot = Switch() with { Parameters = Switch().Parameters.Add("temperature", JsonSerializer.SerializeToElement(1)) };
        var stored = hot.ApplyTo(Config);

        var again = (Switch() with { Parameters = Switch().Parameters.Add("max_tokens", JsonSerializer.SerializeToElement(5)) }).ApplyTo(stored);
        var other = (Switch() with { Model = new("openai", "gpt-4o") }).ApplyTo(stored);

        Assert.Equal(["max_tokens", "temperature"], again.Setups["default"].GlobalDefaultModel?.ModelApiParameters?.Keys.Order(StringComparer.Ordinal));
        Assert.Null(other.Setups["default"].GlobalDefaultModel?.ModelApiParameters);
    }

    private static ModelSwitch Switch() => new("default", ModelRole.Default, new("openai", "gpt-4o-mini"), null, null, ImmutableDictionary<string, JsonElement>.Empty);

    private void Set(ModelSwitch wanted) =>
        _overrides.Set("acme", new(wanted, ModelSwitch.Of(Config.Setups["default"], wanted.Role), new("key_test", Role.OrgAdmin), DateTimeOffset.UnixEpoch)
        {
            Address = wanted.AddressIn(Config.Setups["default"]),
        });

    private static OrgConfig With(Setup setup) => new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add("default", setup) };

    private static OrgConfig Edit(Func<ProviderSettings, ProviderSettings> edit)
    {
        var setup = Config.Setups["default"];
        return With(setup with { Providers = setup.Providers.With("openai", edit(setup.Providers.Find("openai") ?? new())) });
    }
}
