using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed;

/// <summary>
/// Many forwarded calls as one benchmark of BenchmarkDotNet, in the process of the server. Its diagnoser counts what all threads of the process allocate; the callers and the
/// model server are processes of their own and count for nothing, but for starting and reading one process for all calls.
/// </summary>
public class ForwardedCalls
{
    private const int Calls = 100_000;

    private static LoadPlan? _plan;

    /// <summary>One benchmark at a time.</summary>
    /// <returns>The bytes allocated per call on the first line and BenchmarkDotNet's table behind it; or only its words on why there is none.</returns>
    internal static string Measure(LoadPlan plan)
    {
        _plan = plan with { Calls = Calls };
        var (log, table) = (new AccumulationLogger(), new AccumulationLogger());
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithUnrollFactor(1).WithWarmupCount(1).WithIterationCount(1);
        var summary = BenchmarkRunner.Run<ForwardedCalls>(ManualConfig.CreateEmpty()
            .AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumn(TargetMethodColumn.Method).AddColumnProvider(DefaultColumnProviders.Metrics).AddLogger(log));
        if (summary.Reports is not [{ Success: true } report])
        {
            return log.GetLog();
        }

        MarkdownExporter.Console.ExportToLog(summary, table);
        return string.Create(CultureInfo.InvariantCulture, $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)}\n{table.GetLog()}");
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task CallAsync() => CallAsync(_plan ?? throw new InvalidOperationException("There is no plan."));

    internal static async Task CallAsync(LoadPlan plan)
    {
        using var callers = Child.StartSelf(Path.Combine(Environment.CurrentDirectory, "callers.log"), null, "speed", SpeedCommand.LoadRole, plan.ToJson());
        var result = await callers.EndAsync();
        if (!result.StartsWith('{'))
        {
            throw new InvalidOperationException(result);
        }
    }
}
