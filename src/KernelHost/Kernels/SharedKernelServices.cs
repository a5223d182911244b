using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>
/// The services all kernels share. A container of its own, not the host's: a plugin can reach what is listed here and nothing else
/// (no store, no keys, no other organisation).
/// </summary>
internal sealed class SharedKernelServices(ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    public ServiceProvider Provider { get; } = new ServiceCollection()
        .AddSingleton<ILoggerFactory>(new KernelLoggers(loggers))
        .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
        .AddSingleton(time)
        .AddSingleton<IAIServiceSelector>(HostServiceSelector.Instance)
        .AddSingleton<IAutoFunctionInvocationFilter, RoundLimit>()
        .BuildServiceProvider();

    public void Dispose() => Provider.Dispose();
}
