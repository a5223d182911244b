using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>The server as a process of its own, with every word it prints, at the most talkative log level.</summary>
internal sealed class ServerRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StringBuilder _printed = new();
    private readonly List<(string Text, TaskCompletionSource Printed)> _awaited = [];
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    /// <param name="directory">Its working and data directory.</param>
    public ServerRun(string directory, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "KernelHost.Server.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add("http://127.0.0.1:0");
        start.Environment["KernelHost__DataDirectory"] = Path.Combine(directory, "data");
        start.Environment["Logging__LogLevel__Default"] = "Trace";
        start.Environment["Logging__LogLevel__Microsoft"] = "Trace";
        start.Environment["Logging__LogLevel__System"] = "Trace";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>Once it listens.</summary>
    public async Task<HttpClient> ClientAsync(string key)
    {
        var client = new HttpClient { BaseAddress = await _listening.Task.WaitAsync(Patience) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Once it has printed a line with the text: its log is written in the background.</summary>
    public async Task PrintsAsync(string text)
    {
        var printed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_printed)
        {
            if (_printed.ToString().Contains(text, StringComparison.Ordinal))
                return;
            _awaited.Add((text, printed));
        }

        await printed.Task.WaitAsync(Patience);
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        lock (_printed)
        {
            _printed.AppendLine(line);
            foreach (var (_, printed) in _awaited.Where(awaited => line?.Contains(awaited.Text, StringComparison.Ordinal) == true))
                printed.TrySetResult();
        }

        // The framework's own line names the port it was given; ours names the setting.
        if (line?.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
        {
            _listening.TrySetResult(new(line[(at + "Now listening on: ".Length)..].Trim()));
        }
    }
}
