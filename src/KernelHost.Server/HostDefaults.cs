using KernelHost.Server.Logging;

namespace KernelHost.Server;

/// <summary>What holds unless the settings say otherwise.</summary>
internal static class HostDefaults
{
    /// <summary>Settings hold from the start to the end: nobody needs to watch their files, which stand where the log and the data may be written.</summary>
    public const string SettingsAreReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    private const string Url = "http://127.0.0.1:5080";

    private static readonly string[] WaysToSayWhereToListen = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    private static readonly Dictionary<string, string?> Logging = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",   // its only lines are the request log; while they may be wanted it makes a span for each request
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",   // a failed start is told once, by Program
    };

    public static void AddHostDefaults(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Logging });
        if (!WaysToSayWhereToListen.Any(key => builder.Configuration.GetSection(key).Exists()))
        {
            builder.WebHost.UseUrls(Url);
        }

        builder.Logging.ClearProviders().AddConsoleLog();
        // The slim builder leaves out what a host on Linux behind a proxy never uses (IIS, HTTP/3, event logs) and 2 MB with it; TLS by settings it would leave out, too.
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddServerOptions();
        builder.Services.AddSingleton<DataDirectoryLock>();
    }
}
