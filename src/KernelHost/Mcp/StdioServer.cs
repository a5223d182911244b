using System.Diagnostics;
using System.Text;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Mcp;

/// <summary>
/// A server that runs as a child of the host: with a folder and variables of its own, its output bounded, what it says on standard error in the log. It is ended by closing its
/// input, which happens too when the host itself is killed; one that goes on all the same is killed with its own children.
/// </summary>
internal sealed partial class StdioServer : IAsyncDisposable
{
    private const int LongestLine = 500;
    private const int MostLines = 1_000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly TimeSpan _stopTime;
    private readonly IReadOnlyCollection<Secret> _secrets;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly Task _errors;
    private readonly Task<string> _ended;   // known even when the process is let go of, by whoever noticed first
    private string? _lastError;

    private StdioServer(Process process, string name, TimeSpan stopTime, IReadOnlyCollection<Secret> secrets, ILogger logger)
    {
        (_process, _name, _stopTime, _secrets, _logger) = (process, name, stopTime, secrets, logger);
        _errors = ReadErrorsAsync();
        _ended = WaitForEndAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>How it ended, and the last it said; null when it runs on. What closes its output is about to end, so it is waited for a moment.</summary>
    public async Task<string?> EndAsync()
    {
        await ((Task)_ended).WaitAsync(2 * Moment).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _ended.IsCompletedSuccessfully ? await _ended : null;
    }

    /// <exception cref="McpUnavailableException">It cannot be started.</exception>
    public static StdioServer Start(string name, IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, Secret> env, McpOptions options, ILogger logger)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var start = new ProcessStartInfo(Resolve(command[0], path))
        {
            WorkingDirectory = PrivateDirectory.Create(folder).FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of the host's own variables but where programs are: they hold its keys.
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = start.WorkingDirectory;
        foreach (var (variable, value) in env)
        {
            start.Environment[variable] = value.Reveal();
        }

        try
        {
            var process = Process.Start(start) ?? throw new McpUnavailableException($"The command \"{command[0]}\" did not start.");
            return new(process, name, options.StopTime, [.. env.Values], logger);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new McpUnavailableException($"The command \"{command[0]}\" cannot be started on this host: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already, with something of ours unread.
        }

        await ((Task)_ended).WaitAsync(_stopTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await ((Task)_ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _errors.WaitAsync(_stopTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // a grandchild may hold it open
        _process.Dispose();
    }

    // The framework would look beside the host and in the working directory first: neither is where commands come from.
    private static string Resolve(string command, string path) =>
        command.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(command) ? Path.GetFullPath(command)
            : path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, command)).FirstOrDefault(IsProgram)
                ?? throw new McpUnavailableException($"The command \"{command}\" is not installed on this host, or not in its PATH.");

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private async Task<string> WaitForEndAsync()
    {
        await _process.WaitForExitAsync();
        await _errors.WaitAsync(Moment).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // a grandchild may hold it open
        var said = Volatile.Read(ref _lastError);
        return $"The command ended with exit code {_process.ExitCode}{(said is null ? "." : $": {said}")}";
    }

    private async Task ReadErrorsAsync()
    {
        await Task.Yield();
        var line = new StringBuilder();
        var buffer = new char[1024];
        var lines = 0;
        while (await _process.StandardError.ReadAsync(buffer) is var count and > 0)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c == '\n')
                {
                    Say(line, ref lines);
                }
                else if (line.Length < LongestLine && !char.IsControl(c))
                {
                    line.Append(c);
                }
            }
        }

        Say(line, ref lines);
    }

    private void Say(StringBuilder line, ref int lines)
    {
        if (line.Length == 0)
        {
            return;
        }

        var text = _secrets.Aggregate(line.ToString(), SecretForms.Hide);
        text = SecretForms.HideLikely(text);
        line.Clear();
        Volatile.Write(ref _lastError, text);
        if (++lines <= MostLines)
        {
            LogSaid(_name, text);
        }
        else if (lines == MostLines + 1)
        {
            LogSaidTooMuch(_name, MostLines);
        }
    }

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} says: {Line}")]
    private partial void LogSaid(string server, string line);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} said more than {Lines} lines; the rest is not logged.")]
    private partial void LogSaidTooMuch(string server, int lines);
}
