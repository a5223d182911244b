using System.Collections.Immutable;
using KernelHost.Models;
using KernelHost.Plugins;
using KernelHost.Routing;
using KernelHost.Scheduling;
using KernelHost.Security;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>Chats whose model may call the organisation's plugins. Singleton, thread-safe.</summary>
public sealed class PluginChats(PluginInvoker invoker, IOptions<PluginChatOptions> options, TimeProvider time)
{
    /// <summary>Finds the plugins that a request offers.</summary>
    /// <exception cref="PluginNotAllowedException">The caller's role may not use one.</exception>
    /// <exception cref="PluginNotFoundException">The setup's kernel has no such plugin.</exception>
    /// <exception cref="FunctionNotFoundException">The plugin has no such function.</exception>
    /// <param name="servers">The only MCP servers whose plugins may be offered, which they all are; null = any that <paramref name="tools"/> names.</param>
    /// <returns>Null when nothing is offered: none of the servers is there.</returns>
    public async Task<PluginChat?> OpenAsync(
        SetupSnapshot setup, IReadOnlyList<PluginTool> tools, ImmutableArray<string>? servers, Role role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(tools);
        await Workers.Enter();   // schemas are made when they are first looked at
        foreach (var tool in tools)
        {
            PluginAccess.Require(setup.Setup, tool.Plugin, role);
        }

        var kernel = await setup.KernelAsync(cancellationToken);
        if (servers is { } named)
        {
            McpTools.RequireAmong(kernel, tools, named);
            tools = [.. tools, .. McpTools.Of(kernel, named).Where(tool => PluginAccess.Allows(setup.Setup, tool.Plugin, role))];
        }

        return tools.Count == 0 ? null : new(setup, PluginToolbox.Of(kernel, tools), new(kernel, invoker, options.Value, time), options.Value, time);
    }
}

/// <summary>One such chat, its plugins found.</summary>
public sealed class PluginChat
{
    private readonly SetupSnapshot _setup;
    private readonly PluginToolbox _toolbox;
    private readonly PluginRunner _runner;
    private readonly PluginChatOptions _limits;
    private readonly TimeProvider _time;

    internal PluginChat(SetupSnapshot setup, PluginToolbox toolbox, PluginRunner runner, PluginChatOptions limits, TimeProvider time) =>
        (_setup, _toolbox, _runner, _limits, _time) = (setup, toolbox, runner, limits, time);

    /// <summary>A stream that is given back has begun: its first content is there.</summary>
    /// <exception cref="ModelCallException">No model answered, or the plugins took too long.</exception>
    public async Task<ChatReply> AskAsync(ModelRequest request, ChatQuestion question, bool stream, CancellationToken cancellationToken)
    {
        await Workers.Enter();
        var rounds = new PluginRounds(_setup.Chat(request, question.Parameters), _toolbox, _runner, question, _limits, new(_setup.Setup.Fallback.Deadline.Value, _time));
        if (!stream)
        {
            var response = await rounds.AnswerAsync(cancellationToken);
            return new ChatReply.Spoken(response, ReportIn(response.AdditionalProperties));
        }

        var updates = rounds.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            await updates.MoveNextAsync();
            return ChatReply.SpokenUpdates.Begun(updates, ReportIn(updates.Current.AdditionalProperties));
        }
        catch
        {
            await updates.DisposeAsync();
            throw;
        }
    }

    private static ModelCallReport ReportIn(Microsoft.Extensions.AI.AdditionalPropertiesDictionary? properties) =>
        ModelCallReport.In(properties) ?? throw new InvalidOperationException("The answer came by no route: it holds no report.");
}
