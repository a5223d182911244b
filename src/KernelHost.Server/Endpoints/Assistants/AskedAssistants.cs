using KernelHost.Assistants;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.Assistants;

/// <summary>Assistants that chat requests name as their model. Singleton, thread-safe.</summary>
internal sealed class AskedAssistants(AssistantDirectory assistants, AssistantCalls calls, OrganizationDirectory organizations)
{
    /// <summary>Null, at once, for whatever is no assistant's name; a named model or a provider of that name comes first, and an auxiliary task is for the small-fast model.</summary>
    /// <exception cref="ModelResolutionException">The key may not use it.</exception>
    public ValueTask<Assistant?> FindAsync(SetupSnapshot setup, CallerSetup callers, string? model, string? task = null) =>
        model?.StartsWith(Assistant.Prefix, StringComparison.Ordinal) != true || AuxiliaryTasks.Contains(task) ? default : SearchAsync(setup, callers, model);

    public Task<AssistantCall> PrepareAsync(SetupSnapshot setup, Assistant assistant, OpenAiRequest request, CancellationToken cancellationToken) =>
        calls.PrepareAsync(setup, assistant, request, cancellationToken);

    /// <summary>All of the setup's organisation that the key may use, as models.</summary>
    public async ValueTask<IEnumerable<Assistant>> OfferedAsync(SetupSnapshot setup, CallerSetup callers) =>
        organizations.Find(setup.Organization) is { } organization
            ? (await assistants.AllAsync(organization)).Values.Select(one => one.Assistant).Where(one => IsAllowed(callers, Assistant.Prefix + one.Slug))
            : [];

    private async ValueTask<Assistant?> SearchAsync(SetupSnapshot setup, CallerSetup callers, string model)
    {
        if (ModelResolver.Resolve(setup.Models, new() { Model = model, Exact = true }) is Resolution.Found
            || organizations.Find(setup.Organization) is not { } organization
            || await assistants.FindAsync(organization, model[Assistant.Prefix.Length..]) is not { Assistant: var assistant })
        {
            return null;
        }

        return IsAllowed(callers, model) ? assistant
            : throw new ModelResolutionException(new(ResolutionError.ModelNotAllowed, $"This key may not use the assistant \"{assistant.Slug}\".", []));
    }

    private static bool IsAllowed(CallerSetup callers, string model) => callers.Allowed?.Contains(model) ?? true;
}
