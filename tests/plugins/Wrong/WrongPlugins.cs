using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;
using SampleDependency;

namespace Wrong;

public sealed class FinePlugin
{
    [KernelFunction("ok")]
    public static string Ok() => "ok";

    /// <summary>Needs the library it comes with, but not before it is called.</summary>
    [KernelFunction("greet")]
    public static string Greet(string name) => Greeting.For(name);
}

public sealed class WantsTooMuchPlugin(HttpClient http)
{
    [KernelFunction("get")]
    public string Get() => $"{http.BaseAddress}";
}

public sealed class TwoWaysPlugin
{
    public TwoWaysPlugin()
    {
    }

    public TwoWaysPlugin(TimeProvider time) => _ = time;

    [KernelFunction("ok")]
    public static string Ok() => "ok";
}

public sealed class MisnamedPlugin
{
    [KernelFunction("not a name!")]
    public static string Ok() => "ok";
}

public sealed class TwinsPlugin
{
    [KernelFunction("twin")]
    public static string One(string a) => a;

    [KernelFunction("twin")]
    public static string Two(int a) => $"{a}";
}

public sealed class ÜberPlugin
{
    [KernelFunction("ok")]
    public static string Ok() => "ok";
}

/// <summary>Loads, but cannot be made.</summary>
public sealed class StillbornPlugin
{
    public StillbornPlugin() => throw new NotSupportedException("Not today.");

    [KernelFunction("ok")]
    public static string Ok() => "ok";
}

/// <summary>Claims the name of another folder's plugin.</summary>
public sealed class SamplePlugin
{
    [KernelFunction("ok")]
    public static string Ok() => "ok";
}

public abstract class AbstractPlugin
{
    [KernelFunction("ok")]
    public static string Ok() => "ok";
}

/// <summary>Takes something that no schema can be made for.</summary>
public sealed class CollidingPlugin
{
    [KernelFunction("ok")]
    public static string Ok(Colliding colliding) => $"{colliding}";
}

public sealed record Colliding([property: JsonPropertyName("same")] string One, [property: JsonPropertyName("same")] string Two);
