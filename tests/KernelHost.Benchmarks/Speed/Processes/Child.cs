using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KernelHost.Benchmarks.Speed.Processes;

/// <summary>A process of the benchmark, printing into a file, ended with this object.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _printed;
    private bool _ended;

    private Child(Process process, string printed) => (_process, _printed) = (process, printed);

    public int Id => _process.Id;

    /// <summary>Resident memory of it and its children.</summary>
    public long ResidentBytes => CpuClock.Tree(Id).Sum(Host.Measure.ResidentBytes);

    /// <param name="printed">The file that takes what it prints.</param>
    /// <param name="environment">Variables besides this process's own.</param>
    public static Child Start(string printed, IReadOnlyDictionary<string, string>? environment, string program, params IEnumerable<string> arguments)
    {
        // The shell becomes the program: it is only there to open the file.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetDirectoryName(printed) ?? "." };
        foreach (var argument in (string[])["-c", "exec \"$@\" >\"$0\" 2>&1", printed, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."), printed);
    }

    /// <summary>This program again, with other arguments.</summary>
    public static Child StartSelf(string printed, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        Start(printed, environment, "dotnet", [typeof(Child).Assembly.Location, .. arguments]);

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <exception cref="InvalidOperationException">It ended, or took too long; with what it printed.</exception>
    public async Task ListensAsync(int port)
    {
        for (var started = Stopwatch.GetTimestamp(); !await AcceptsAsync(port); await Task.Delay(20))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartUp)
            {
                throw new InvalidOperationException($"It does not listen on port {port}. It printed: {await File.ReadAllTextAsync(_printed)}");
            }
        }
    }

    /// <returns>What it printed, once it has ended.</returns>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        return await File.ReadAllTextAsync(_printed);
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
