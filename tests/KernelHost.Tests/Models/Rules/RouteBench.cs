using System.Collections.Frozen;
using System.Text;
using KernelHost.Models;
using KernelHost.Models.Rules;
using KernelHost.Organizations;

namespace KernelHost.Tests.Models.Rules;

/// <summary>A setup with routes over four models of one provider, and requests of it.</summary>
internal static class RouteBench
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);   // a Wednesday

    /// <param name="routes">The JSON of <c>routes</c>.</param>
    public static Setup Setup(string routes, string more = "") => ConfigJson.Parse(Encoding.UTF8.GetBytes($$"""
        {"setups": {"default": {"providers": {"p": {"kind": "universal", "base_url": "http://127.0.0.1", "models": ["small", "big", "reasoner", "vision", {"id": "e", "type": "EMBEDDING"}] },
          "off": {"kind": "universal", "base_url": "http://127.0.0.1", "enabled": false, "models": ["gone"]} },
         "global_default_model": {"provider": "p", "model": "big"}, "small_fast_model": {"provider": "p", "model": "small"},
         "models": [{"name": "fast", "provider": "p", "model": "small"}, {"name": "expert", "provider": "p", "model": "reasoner"}, {"name": "away", "provider": "off", "model": "gone"}],
         "routes": {{routes}} {{more}} } } }
        """)).Config.Setups["default"];

    public static SetupModels Compile(string routes, string more = "") => SetupModels.Compile(Setup(routes, more), (_, _) => null);

    public static RequestSignals Says(string message) => RequestSignals.Of(message) with { Time = Noon, Tenant = "acme/default" };

    public static ModelRequest Auto(RequestSignals? signals, params string[] allowed) =>
        new() { Model = "auto", Signals = signals, Allowed = allowed is [] ? null : allowed.ToFrozenSet() };

    public static Route Resolve(this SetupModels models, ModelRequest request) => ModelResolver.Resolve(models, request).Require();

    /// <summary>The rule taken and the model it led to.</summary>
    public static string Answer(this SetupModels models, RequestSignals? signals)
    {
        var route = models.Resolve(Auto(signals));
        return $"{route.Taken?.Rule} {route.First.Model}";
    }

    public static string Rejected(string routes)
    {
        var rejected = Assert.Throws<ConfigRejectedException>(() => Setup(routes));
        return string.Join('\n', rejected.Errors.Select(error => $"{error.Path.Replace("$.setups.default.routes", "", StringComparison.Ordinal)} {error.Code}"));
    }
}
