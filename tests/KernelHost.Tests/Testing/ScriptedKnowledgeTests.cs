namespace KernelHost.Tests.Testing;

public sealed class ScriptedKnowledgeTests : IDisposable
{
    private readonly PluginKernel _plugin = PluginKernel.For<LookUpPlugin>().Build();

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task Passages_are_found_in_the_order_they_were_added()
    {
        _plugin.Knowledge.Add("handbook", "Hours", "We open at nine.").Add("faq", "Parking", "Behind the house.").Add("handbook", "Hours", "We close at five.");

        Assert.Equal("Hours 0: We open at nine.|Hours 1: We close at five.", await _plugin.InvokeAsync<string>("look_up", new { query = "When?", where = "handbook" }));
        Assert.Equal("Hours 0: We open at nine.|Parking 0: Behind the house.", await _plugin.InvokeAsync<string>("look_up", new { query = "Anything?", most = 2 }));
        Assert.Equal("handbook, faq", await _plugin.InvokeAsync<string>("all"));

        _plugin.Knowledge.AssertSearched("When?", "Anything?");
    }

    [Fact]
    public async Task Passages_below_the_threshold_are_left_out()
    {
        _plugin.Knowledge.Add("faq", "a", "near", 0.9).Add("faq", "b", "far", 0.1);

        Assert.Equal("a 0: near", await _plugin.InvokeAsync<string>("look_up", new { query = "?", threshold = 0.5 }));
    }

    [Fact]
    public async Task A_knowledge_base_that_is_not_there_fails_as_in_the_host() =>
        Assert.Equal("knowledge_base_not_found", (await Assert.ThrowsAsync<KnowledgeException>(() => _plugin.InvokeAsync("look_up", new { query = "?", where = "none" }))).Code);

    [Fact]
    public async Task A_search_may_fail()
    {
        _plugin.Knowledge.Fails("knowledge_base_unavailable");

        Assert.Equal("knowledge_base_unavailable", (await Assert.ThrowsAsync<KnowledgeException>(() => _plugin.InvokeAsync("look_up", new { query = "?" }))).Code);
        Assert.Equal(
            "The knowledge bases should have been searched for nothing. They were searched for \"?\".",
            Assert.Throws<PluginTestException>(() => _plugin.Knowledge.AssertSearched()).Message);
    }
}
