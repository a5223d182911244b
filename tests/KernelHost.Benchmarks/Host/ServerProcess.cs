using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Reflection;

namespace KernelHost.Benchmarks.Host;

/// <summary>The real server as a process of its own, on a free port and a data directory of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const string AdminKey = "benchmark-key";

    private readonly DirectoryInfo _data;
    private readonly bool _ownsData;
    private readonly Process _process;

    private ServerProcess(DirectoryInfo data, bool ownsData, Process process, Uri address)
    {
        (_data, _ownsData, _process) = (data, ownsData, process);
        Client = new() { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    /// <summary>Where the server of the same configuration was built to.</summary>
    public static string Folder { get; } =
        typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "ServerFolder").Value ?? "";

    /// <exception cref="InvalidOperationException">It is not built.</exception>
    public static string Program => Path.Combine(Folder, "KernelHost.Server.dll") is var path && File.Exists(path)
        ? path
        : throw new InvalidOperationException($"The server is not built: there is no {path}.");

    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <param name="data">A data directory to use again; null = a fresh one.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static ServerProcess Start(DirectoryInfo? data = null, params (string Name, string Value)[] settings)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var directory = data ?? Directory.CreateTempSubdirectory("kernelhost-benchmark-");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory.FullName };
        start.ArgumentList.Add(Program);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(address);
        start.Environment["KernelHost__DataDirectory"] = directory.FullName;
        start.Environment["KernelHost__AdminKey"] = AdminKey;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Server__AdminRequestsPerMinute"] = "0";   // what is measured is the host, not its patience
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(directory, data is null, process, new(address));
    }

    /// <summary>Asks again until the server listens; the answer of the first call it takes.</summary>
    public async Task<string> FirstAnswerAsync()
    {
        while (true)
        {
            try
            {
                return await ChatAsync();
            }
            catch (HttpRequestException failure) when (failure.InnerException is SocketException && !_process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }

    public async Task<string> ChatAsync()
    {
        using var answer = await Client.PostAsJsonAsync("/v1/chat/completions", new { messages = new[] { new { role = "user", content = "Say hello." } } });
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        if (_ownsData)
        {
            _data.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
