using KernelHost.Providers;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>Tells a server that does not have an endpoint from one that does not have the model. Both say 404.</summary>
internal static class MissingEndpoint
{
    private const string Model = "model";

    /// <summary>The failure in its own words when it was the address that is missing, else as it is.</summary>
    public static ProviderException Recognised(this ProviderException failure, OpenAiEndpoint endpoint, ProviderConnection connection) =>
        failure.Status == 405 || (failure.Status == 404 && !SaysModel(failure))
            ? new(FailureClass.BadRequest, $"The server of provider '{connection.Name}' has no {endpoint.Path}. Ask for a model of another provider.", failure)
            {
                Status = 400,
                Code = Models.ResolutionError.EndpointNotSupported,
                Param = Model,
            }
            : failure;

    private static bool SaysModel(ProviderException failure) => failure.Param == Model || Says(failure.Code) || Says(failure.Message);

    // "Deployment" is Azure's word for it.
    private static bool Says(string? text) => text is not null
        && (text.Contains(Model, StringComparison.OrdinalIgnoreCase) || text.Contains("deployment", StringComparison.OrdinalIgnoreCase));
}
