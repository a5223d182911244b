using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

internal static class EmptyServices
{
    public static IServiceProvider Instance { get; } = new ServiceCollection().BuildServiceProvider();
}
