using KernelHost.Kernels;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Kernels;

public sealed class KernelLoggersTests
{
    [Fact]
    public async Task A_failing_functions_text_is_not_logged_past_the_host()
    {
        using var log = new FakeLog();
        var kernel = CreateKernel(log);
        var failing = KernelFunctionFactory.CreateFromMethod(void () => throw new InvalidOperationException("the key is sk-1"), "fail");

        await Assert.ThrowsAsync<InvalidOperationException>(() => kernel.InvokeAsync(failing));

        Assert.Equal("", log.Text);
    }

    [Fact]
    public async Task What_a_plugin_logs_is_logged()
    {
        using var log = new FakeLog();
        var kernel = CreateKernel(log);
        var logging = KernelFunctionFactory.CreateFromMethod(Log, "log");

        await kernel.InvokeAsync(logging);

        Assert.Equal("from a plugin", log.Text);
    }

#pragma warning disable CA1848 // one line, once
    private static void Log(ILogger logger) => logger.LogInformation("from a plugin");
#pragma warning restore CA1848

    private static Kernel CreateKernel(FakeLog log)
    {
        var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        return new(new SharedKernelServices(loggers, TimeProvider.System).Provider);
    }
}
