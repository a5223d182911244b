using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Speed;

/// <summary>The real server inside a process of the benchmark, which tells whoever connects to a second port how many bytes it has allocated.</summary>
internal static class CountedHost
{
    private const int MostTypes = 70;

    public static Task<int> RunAsync(int counterPort, string[] arguments)
    {
        _ = TellAsync(counterPort);
        var dependencies = new AssemblyDependencyResolver(ServerProcess.Program);
        AssemblyLoadContext.Default.Resolving += (context, name) => dependencies.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            dependencies.ResolveUnmanagedDllToPath(name) is { } path ? System.Runtime.InteropServices.NativeLibrary.Load(path) : 0;
        var program = AssemblyLoadContext.Default.LoadFromAssemblyPath(ServerProcess.Program).EntryPoint ?? throw new InvalidOperationException("The server has no entry point.");
        return Task.FromResult((int)(program.Invoke(null, [arguments]) ?? 0));
    }

    public static async Task<long> AllocatedBytesAsync(int counterPort)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, counterPort);
        using var text = new StreamReader(client.GetStream());
        return long.Parse(await text.ReadLineAsync() ?? "", CultureInfo.InvariantCulture);
    }

    /// <summary>The types allocated most since it was last asked, with their share.</summary>
    public static async Task<string> AllocatedTypesAsync(int counterPort)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, counterPort);
        using var text = new StreamReader(client.GetStream());
        await text.ReadLineAsync();
        return await text.ReadToEndAsync();
    }

    private static async Task TellAsync(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        using var types = new AllocatedTypes();
        listener.Start();
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var answer = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{GC.GetTotalAllocatedBytes(precise: true)}");
            var (seen, all) = (types.Seen.OrderByDescending(one => one.Value).Take(MostTypes), types.Seen.Sum(one => one.Value));
            foreach (var (type, count) in seen)
            {
                answer.AppendLine(CultureInfo.InvariantCulture, $"{100.0 * count / all,5:0.0} % {type}");
            }

            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer.ToString()));
        }
    }
}
