using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace Parrot;

/// <summary>What calls of plugins are measured with.</summary>
public sealed class ParrotPlugin
{
    // Not inlined: what is measured is a call.
    [KernelFunction("say")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public string Say(string text) => text;

    /// <summary>Who makes another version of this assembly replaces this text.</summary>
    [KernelFunction("version")]
    public string Version() => "PARROT-1";
}
