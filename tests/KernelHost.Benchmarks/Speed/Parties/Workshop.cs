using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>Where the parties of one run live: a folder for their files, and the model server behind all of them.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernelhost-speed-");
    private int _files;

    private Workshop(int upstreamPort)
    {
        UpstreamPort = upstreamPort;
        Direct = new(Child.StartSelf(NewFile("upstream.log"), LeanSockets.Environment, "speed", SpeedCommand.UpstreamRole, $"{upstreamPort}"), upstreamPort);
    }

    public int UpstreamPort { get; }

    /// <summary>The model server without anything before it.</summary>
    public RunningParty Direct { get; }

    public static async Task<Workshop> OpenAsync()
    {
        var workshop = new Workshop(Child.FreePort());
        await workshop.Direct.Process.ListensAsync(workshop.UpstreamPort);
        return workshop;
    }

    /// <summary>A path that nobody has used.</summary>
    public string NewFile(string name) => Path.Combine(_folder.CreateSubdirectory($"{Interlocked.Increment(ref _files)}").FullName, name);

    public void Dispose()
    {
        Direct.Dispose();
        _folder.Delete(recursive: true);
    }
}
