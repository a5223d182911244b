using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>A plugin's function as a model sees it: <c>Classifier_classify</c>, its description, its schema. The host runs it.</summary>
internal sealed class OfferedFunction(string plugin, KernelFunction function) : AIFunctionDeclaration
{
    // What OpenAI takes as a function's name.
    private const int LongestName = 64;
    private const int HashCharacters = 8;

    public string Plugin => plugin;

    public string Function => function.Name;

    public override string Name { get; } = NameOf($"{plugin}_{function.Name}");

    public override string Description => function.Description;

    public override JsonElement JsonSchema => function.JsonSchema;

    private static string NameOf(string name) => name.Length <= LongestName ? name
        : $"{name[..(LongestName - HashCharacters - 1)]}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashCharacters]}";
}
