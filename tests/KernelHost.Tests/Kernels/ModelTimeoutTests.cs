using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Tests.Kernels;

public class ModelTimeoutTests
{
    [Fact]
    public void A_models_own_timeouts_count_more_than_its_providers_and_those_more_than_the_hosts()
    {
        var (config, _) = ConfigJson.Parse("""
            {"setups": {"default": {"providers": {"main": {"kind": "universal", "timeouts": {"connect": "2s", "first_token": "20s"},
              "models": ["big", {"id": "slow", "timeouts": {"headers": "3m", "first_token": "5m"}}]}}}}}
            """u8.ToArray());
        var setup = TestSetup.Compile(config.Setups["default"], TestSetup.Echo());

        var (big, slow) = (Timeouts("big"), Timeouts("slow"));

        Assert.Equal((2, null, 20, 30, 300), (big.Connect.TotalSeconds, big.Headers?.TotalSeconds, big.FirstToken.TotalSeconds, big.Idle.TotalSeconds, big.Total.TotalSeconds));
        Assert.Equal((2, 180, 300, 30, 300), (slow.Connect.TotalSeconds, slow.Headers?.TotalSeconds, slow.FirstToken.TotalSeconds, slow.Idle.TotalSeconds, slow.Total.TotalSeconds));

        KernelHost.Providers.AttemptTimeouts Timeouts(string model) => setup.LinkTo(new Candidate("main", model, ModelType.Llm, "test")).Connection.Timeouts;
    }
}
