using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>A function the client runs itself: the model is told of it, the host never calls it.</summary>
internal sealed class ClientTool(string name, string? description, JsonElement parameters, AdditionalPropertiesDictionary? further) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => description ?? "";

    public override JsonElement JsonSchema => parameters;

    /// <summary>What stands beside these in the request, <c>strict</c> above all.</summary>
    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = further ?? [];
}
