using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Health;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>Every model of a setup, with what is known of it.</summary>
internal static class ModelRegistryEndpoints
{
    public static void MapModelRegistry(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/models", ListAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Models")
            .WithSummary("The registry: named models, then every model of every provider, with status, cost and service ids");

    private static async Task<ListAnswer<RegisteredModel>> ListAsync(
        [AsParameters] PageQuery page, string? setup, string? type, string? provider, string? status, CallerSetup callers, ModelRecords records, CancellationToken cancellationToken)
    {
        ModelType? wanted = string.IsNullOrEmpty(type) ? null : ResolveEndpoints.TypeOf(type);
        RequireStatus(status);
        var found = await callers.ChosenAsync(setup, cancellationToken);
        var models = RegisteredModel.AllOf(found, records).Where(model =>
            (wanted is null || model.Type == wanted.Value.Wire())
            && (string.IsNullOrEmpty(provider) || model.Provider == provider)
            && (string.IsNullOrEmpty(status) || model.Status == status));
        return ListAnswer.Of(page.Slice(models), model => model);
    }

    private static void RequireStatus(string? status)
    {
        if (!string.IsNullOrEmpty(status) && !ModelState.All.Contains(status))
        {
            throw new ApiErrorException(ApiError.BadParameter("status", $"\"status\" must be one of {string.Join(", ", ModelState.All)}."));
        }
    }
}
