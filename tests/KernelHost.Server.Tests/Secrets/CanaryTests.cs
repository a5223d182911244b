using KernelHost.Traffic;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>
/// Recognisable secrets are put wherever one can stand; then everything that can be called is called, well and badly, and nothing that comes out of the
/// host may hold one. A key in the answer that makes it is the only exception.
/// </summary>
public sealed class CanaryTests
{
    private static readonly int[] Statuses = [200, 201, 204, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422];

    [Fact]
    public async Task Every_endpoint_has_a_recipe()
    {
        await using var host = await CanaryHost.StartAsync();

        if (Recipes.Complaint(host.Endpoints) is { } complaint)
        {
            Assert.Fail(complaint);
        }
    }

    [Fact]
    public async Task No_endpoint_shows_a_secret_whatever_it_is_sent()
    {
        await using var host = await CanaryHost.StartAsync();
        var drive = new EndpointDrive(host);

        await drive.RunAsync();
        host.Evidence.AddFiles(host.Server.DataDirectory);

        host.Evidence.HoldsNoSecret();
        Assert.Empty(Statuses.Except(drive.Seen.Keys));
    }

    [Fact]
    public async Task No_failing_model_server_makes_the_host_show_a_secret()
    {
        await using var host = await CanaryHost.StartAsync();
        var drive = new UpstreamDrive(host);

        await drive.RunAsync();
        await drive.ProbeAsync();
        host.Evidence.AddFiles(host.Server.DataDirectory);

        host.Evidence.HoldsNoSecret();
        Assert.Contains(host.Upstream.Journal.Entries, call => call.Key?.Contains(Canaries.Mark, StringComparison.Ordinal) is true);   // it was sent, and only there
    }

    [Fact]
    public async Task A_key_that_is_refused_for_its_frequency_is_not_shown_either()
    {
        await using var host = await CanaryHost.StartAsync(null, ("Authentication:FailuresPerMinute", "1"), ("Authentication:FailureBurst", "2"), ("Server:AdminRequestsPerMinute", "3"));
        var settings = Recipes.All.First(recipe => recipe.Endpoint == "GET /api/v1/admin/settings/api");
        var statuses = new HashSet<int>();

        for (var attempt = 0; attempt < 6; attempt++)
        {
            statuses.Add((int)(await host.SendAsync(settings, host.KeyOf(Sender.OrgAdmin), "too often")).Status);
            statuses.Add((int)(await host.SendAsync(settings, Canaries.Of("guess"), "guessed")).Status);
        }

        Assert.Superset(new HashSet<int> { 401, 429 }, statuses);
        host.Evidence.HoldsNoSecret();
    }
}
