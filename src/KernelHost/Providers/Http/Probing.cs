using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>A probe is a listing of models, timed, with its failure told instead of thrown.</summary>
internal static class Probing
{
    public static async Task<ProbeResult> ProbeAsync(IProviderKind kind, ProviderConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var models = await kind.ListModelsAsync(connection, cancellationToken);
            return new(Reachable: true, KeyAccepted: true, Presentable(models, connection), time.GetElapsedTime(started), Error: null);
        }
        catch (ProviderException failure)
        {
            return new(Reachable: failure.Status is not null, KeyAccepted(failure), [], time.GetElapsedTime(started), failure.Message);
        }
    }

    // Names come from the server and are shown as they are: one that repeats the key it was called with is none.
    private static IReadOnlyList<ListedModel> Presentable(IReadOnlyList<ListedModel> models, ProviderConnection connection) =>
        connection.Key is { } key ? [.. models.Where(model => !SecretForms.Holds(model.Id, key))] : models;

    // A server that counts our calls knows the key; any other failure says nothing about it.
    private static bool? KeyAccepted(ProviderException failure) => failure.Class switch
    {
        FailureClass.Auth => false,
        FailureClass.RateLimit => true,
        _ => null,
    };
}
