using Microsoft.SemanticKernel;
using SampleDependency;

namespace Sample;

/// <summary>Cannot even be looked at without the library it comes with.</summary>
public sealed class GreeterPlugin : Greeting
{
    [KernelFunction("greet")]
    public static string Greet(string name) => For(name);
}
