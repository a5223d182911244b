using KernelHost.Models;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints.Registry;

internal static class ModelRoles
{
    /// <summary>None is the default one.</summary>
    public static ModelRole Parse(string? text, string parameter) =>
        TryParse(text) ?? throw new ApiErrorException(ApiError.BadParameter(parameter, $"\"{parameter}\" must be \"{ServiceIds.Default}\" or \"{ServiceIds.SmallFast}\"."));

    public static ModelRole? TryParse(string? text) => text switch
    {
        null or "" or ServiceIds.Default => ModelRole.Default,
        ServiceIds.SmallFast => ModelRole.SmallFast,
        _ => null,
    };
}
