namespace Microsoft.SemanticKernel;

/// <summary>What a method's parameters are filled from.</summary>
internal readonly record struct CallScope(Kernel Kernel, KernelFunction Function, KernelArguments Arguments, CancellationToken CancellationToken);
