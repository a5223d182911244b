using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Load;

namespace KernelHost.Benchmarks.Speed;

/// <summary>The real server inside a process of the benchmark, which tells whoever asks at a second port what it allocates.</summary>
internal static class CountedHost
{
    private const int MostTypes = 70;
    private const char Bytes = 'b';
    private const char Types = 't';

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

    /// <summary>The bytes it allocates per call of a plan, and BenchmarkDotNet's own words on that.</summary>
    /// <exception cref="InvalidOperationException">A call failed, or this is no release build; BenchmarkDotNet says which.</exception>
    public static async Task<(long Bytes, string Words)> MeasureAsync(int counterPort, LoadPlan plan)
    {
        var told = await AskAsync(counterPort, $"{Bytes}{plan.ToJson()}");
        return told.Split('\n', 2) is [var bytes, var words] && long.TryParse(bytes, CultureInfo.InvariantCulture, out var count) ? (count, words) : throw new InvalidOperationException(told);
    }

    /// <summary>The types allocated most while a plan is carried out, with their share.</summary>
    public static Task<string> AllocatedTypesAsync(int counterPort, LoadPlan plan) => AskAsync(counterPort, $"{Types}{plan.ToJson()}");

    private static async Task<string> AskAsync(int port, string question)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{question}\n"));
        using var text = new StreamReader(client.GetStream());
        return await text.ReadToEndAsync();
    }

    private static async Task TellAsync(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var text = new StreamReader(client.GetStream());
            var question = await text.ReadLineAsync() ?? "";
            var answer = await Task.Run(() => AnswerAsync(question));   // off the sockets' thread, which has the calls to carry
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer));
        }
    }

    private static async Task<string> AnswerAsync(string question)
    {
        var plan = LoadPlan.FromJson(question[1..]);
        return question[0] == Bytes ? ForwardedCalls.Measure(plan) : await CountTypesAsync(plan);
    }

    private static async Task<string> CountTypesAsync(LoadPlan plan)
    {
        using var types = new AllocatedTypes();
        await ForwardedCalls.CallAsync(plan);
        var (most, all) = (types.Seen.OrderByDescending(one => one.Value).Take(MostTypes), types.Seen.Sum(one => one.Value));
        return string.Join('\n', most.Select(one => string.Create(CultureInfo.InvariantCulture, $"{100.0 * one.Value / all,5:0.0} % {one.Key}")));
    }
}
