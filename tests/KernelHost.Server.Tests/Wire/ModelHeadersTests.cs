using KernelHost.Routing;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace KernelHost.Server.Tests.Wire;

public sealed class ModelHeadersTests
{
    [Theory]
    [InlineData("gpt-4o", "openai/gpt-4o")]
    [InlineData("модель", "openai/%D0%BC%D0%BE%D0%B4%D0%B5%D0%BB%D1%8C")]
    public void The_model_that_served_can_be_split_at_its_slash(string model, string header)
    {
        var response = new DefaultHttpContext().Response;

        response.Report(new ModelCallReport(null, null, "openai", model, null, 1));

        Assert.Equal(header, response.Headers["x-kernelhost-model"]);
    }
}
