using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Builds kernels, functions and plugins, and runs prompts.</summary>
public static partial class KernelExtensions
{
    /// <summary>Builds the kernel that was described.</summary>
    /// <exception cref="InvalidOperationException">The builder comes from AddKernel: resolve the kernel from the application's services.</exception>
    public static Kernel Build(this IKernelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder is KernelBuilder { CanBuild: false })
            throw new InvalidOperationException("This builder adds to an application's services; resolve the kernel from them.");

        if (builder.Services.Count == 0)
            return new Kernel();

        builder.Services.AddSingleton(new ServiceKeys([.. builder.Services]));
        return new Kernel(builder.Services.BuildServiceProvider());
    }
}
