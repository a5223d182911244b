using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Server.Logging;

namespace KernelHost.Server;

internal static class StartUp
{
    /// <summary>Gets the host ready before it listens, and tells whoever started it how to reach it once it does.</summary>
    public static async Task InitializeAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<DataDirectoryLock>().Acquire();
        _ = app.Services.GetRequiredService<PluginCatalog>();   // found now, so that a broken plugin is reported before the first call
        var access = await app.Services.GetRequiredService<HostStartup>().InitializeAsync(app.Lifetime.ApplicationStopping);
        app.Lifetime.ApplicationStarted.Register(() => Tell(app, access));
    }

    private static void Tell(WebApplication app, AdminAccess access)
    {
        app.Services.GetService<ConsoleLog>()?.Flush();
        Console.Out.Write(StartUpNotice.Text(app.Urls.First(), KeyLocation.Of(access)));
    }
}
