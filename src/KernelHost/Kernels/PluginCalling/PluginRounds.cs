using System.Runtime.CompilerServices;
using KernelHost.Routing;
using KernelHost.Scheduling;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>
/// One chat request whose model may call plugins: the model is asked, the host runs what it calls and asks again, until an answer calls no plugin. An answer that calls
/// functions of the client's too has these left out until the model knows what its plugin calls gave: then it calls the client's, and these are the client's to run.
/// Text is passed on as it comes. For one request.
/// </summary>
internal sealed class PluginRounds(IChatClient model, PluginToolbox toolbox, PluginRunner runner, ChatQuestion question, PluginChatOptions limits, RequestTime deadline)
{
    private const string BetweenTexts = "\n\n";

    private readonly List<ChatMessage> _messages = [.. question.Messages];
    private readonly List<PluginCallReport> _calls = [];
    private readonly UsageDetails _usage = new();
    private ChatOptions _options = toolbox.AddTo(question.Options);
    private ModelCallReport? _report;
    private int _round;
    private bool _hasText;

    /// <summary>Of the last answer, with all calls before it.</summary>
    private ModelCallReport? FinalReport => _report is null ? null : _report with { PluginCalls = [.. _calls] };

    public async Task<ChatResponse> AnswerAsync(CancellationToken cancellationToken)
    {
        var said = new List<AIContent>();
        while (true)
        {
            var response = await model.GetResponseAsync(_messages, NextOptions(), cancellationToken);
            AIContent[] contents = [.. response.Messages.SelectMany(message => message.Contents)];
            AddUsage(response.Usage);
            said.AddRange(Texts(contents));
            if (!await RunAsync(contents, cancellationToken))
            {
                _report = ModelCallReport.In(response.AdditionalProperties);
                return Whole(response, said, contents);
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var updates = new List<ChatResponseUpdate>();
            var isFirst = true;
            await foreach (var update in model.GetStreamingResponseAsync(_messages, NextOptions(), cancellationToken))
            {
                updates.Add(update);
                _report = ModelCallReport.In(update.AdditionalProperties) ?? _report;
                AddUsage(update.Contents.OfType<UsageContent>().LastOrDefault()?.Details);
                if (Passed(update, isFirst) is { } passed)
                {
                    isFirst = false;
                    yield return passed;
                }
            }

            var response = updates.ToChatResponse();
            AIContent[] contents = [.. response.Messages.SelectMany(message => message.Contents)];
            if (!await RunAsync(contents, cancellationToken))
            {
                yield return Last(updates, contents, response.FinishReason);
                yield break;
            }
        }
    }

    /// <summary>What of an update goes to the client at once: all but calls, which wait for the end of the answer, and what is said once at the very end.</summary>
    private ChatResponseUpdate? Passed(ChatResponseUpdate update, bool isFirst)
    {
        List<AIContent> contents = [.. update.Contents.Where(content => content is not (FunctionCallContent or UsageContent) and not TextContent { Text: "" })];
        if (contents.Count == 0)
        {
            return null;
        }

        if (isFirst && _hasText && contents.OfType<TextContent>().Any())
        {
            contents.Insert(0, new TextContent(BetweenTexts));
        }

        _hasText |= contents.OfType<TextContent>().Any();
        var passed = update.Clone();
        (passed.Contents, passed.FinishReason) = (contents, null);
        if (isFirst)
        {
            (passed.AdditionalProperties ??= [])[ModelCallReport.Property] = _report;
        }

        return passed;
    }

    /// <summary>Runs an answer's plugin calls and takes the answer, without the client's calls, into the conversation.</summary>
    /// <returns>False when there are none, or no more may be run: it was the last answer.</returns>
    private async Task<bool> RunAsync(AIContent[] contents, CancellationToken cancellationToken)
    {
        (FunctionCallContent Call, OfferedFunction Function)[] calls =
            [.. contents.OfType<FunctionCallContent>().SelectMany<FunctionCallContent, (FunctionCallContent, OfferedFunction)>(call => toolbox.Find(call.Name) is { } function ? [(call, function)] : [])];
        if (calls.Length == 0)
        {
            return false;
        }

        if (_round > limits.MostRounds)
        {
            _calls.AddRange(calls.Select(call => new PluginCallReport(call.Function.Plugin, call.Function.Function, default, "too_many_rounds")));
            return false;
        }

        await Workers.Enter();   // whoever reads the stream may come back on any thread
        var results = await deadline.RunAsync(ended => runner.RunAsync(calls, ended), cancellationToken);
        _calls.AddRange(results.Select(result => result.Report));
        _messages.Add(new(ChatRole.Assistant, [.. contents.Where(content => content is not UsageContent && (content is not FunctionCallContent call || toolbox.Find(call.Name) is not null))]));
        _messages.Add(new(ChatRole.Tool, [.. results.Select(result => result.Result)]));
        return true;
    }

    /// <summary>What must be called need be called once; after the last round plugins are no longer offered.</summary>
    private ChatOptions NextOptions()
    {
        if (++_round == 2 && _options.ToolMode is RequiredChatToolMode)
        {
            _options = _options.Clone();
            _options.ToolMode = null;
        }

        return _round > limits.MostRounds ? toolbox.TakeFrom(_options) : _options;
    }

    private void AddUsage(UsageDetails? usage)
    {
        if (usage is not null)
        {
            _usage.Add(usage);
        }
    }

    private IEnumerable<AIContent> Texts(AIContent[] contents)
    {
        foreach (var content in contents.Where(content => content is TextContent { Text.Length: > 0 } or TextReasoningContent))
        {
            yield return content is TextContent text && _hasText ? new TextContent(BetweenTexts + text.Text) : content;
            _hasText |= content is TextContent;
        }
    }

    private ChatResponse Whole(ChatResponse response, List<AIContent> said, AIContent[] contents)
    {
        var last = response.Messages is [.., var message] ? message.Clone() : new ChatMessage(ChatRole.Assistant, []);
        last.Contents = [.. said, .. contents.Where(content => content is not (TextContent or TextReasoningContent or UsageContent) && !IsPlugins(content))];
        (response.Messages, response.Usage) = ([last], _usage);
        response.FinishReason = FinishReason(response.FinishReason, contents);
        (response.AdditionalProperties ??= [])[ModelCallReport.Property] = FinalReport;
        return response;
    }

    private ChatResponseUpdate Last(List<ChatResponseUpdate> updates, AIContent[] contents, ChatFinishReason? finish)
    {
        return new(ChatRole.Assistant, [.. contents.Where(content => content is FunctionCallContent && !IsPlugins(content)), new UsageContent(_usage)])
        {
            FinishReason = FinishReason(finish, contents),
            ResponseId = updates[0].ResponseId,
            CreatedAt = updates[0].CreatedAt,
            AdditionalProperties = new(updates.Find(update => update.FinishReason is not null)?.AdditionalProperties ?? []) { [ModelCallReport.Property] = FinalReport },
        };
    }

    // A model that stopped for plugins only, and may call no more, has stopped.
    private ChatFinishReason? FinishReason(ChatFinishReason? finish, AIContent[] contents) =>
        finish == ChatFinishReason.ToolCalls && !contents.Any(content => content is FunctionCallContent && !IsPlugins(content)) ? ChatFinishReason.Stop : finish;

    private bool IsPlugins(AIContent content) => content is FunctionCallContent call && toolbox.Find(call.Name) is not null;
}
