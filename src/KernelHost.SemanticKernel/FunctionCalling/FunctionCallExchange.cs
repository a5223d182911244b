using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>The rounds of one request: which calls a model asked for, their results, and when to stop.</summary>
internal sealed class FunctionCallExchange(IEnumerable<ChatMessage> messages, ChatOptions? options, IServiceProvider? services, bool isStreaming)
{
    private const int MaximumRounds = 128;
    private const int MaximumConsecutiveFailures = 3;

    private List<AI.FunctionCallContent> _calls = [];
    private ChatOptions? _options = options;
    private int _round = -1;
    private int _consecutiveFailures;

    public List<ChatMessage> Messages { get; } = [.. messages];

    /// <summary>The results of the last round's calls.</summary>
    public ChatMessage Results { get; private set; } = new(ChatRole.Tool, []);

    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The options for the next request; after the last round the model gets no functions, so that it must answer.</summary>
    public ChatOptions? NextOptions()
    {
        _round++;
        if (_round >= MaximumRounds && _options?.Tools is { Count: > 0 } tools)
        {
            _options = _options.Clone();
            _options.Tools = [.. tools.Where(tool => tool is not AIFunctionDeclaration)];
            _options.ToolMode = _options.Tools.Count > 0 ? _options.ToolMode : null;
        }
        else if (_round > 0 && _options?.ToolMode is RequiredChatToolMode)
        {
            _options = _options.Clone();
            _options.ToolMode = null;
        }

        return _options;
    }

    /// <summary>Takes the model's answer in.</summary>
    /// <returns>Whether it asks for calls that are to be run here.</returns>
    public bool Accept(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        var answered = contents.OfType<AI.FunctionResultContent>().Select(result => result.CallId).ToHashSet();
        _calls = [.. contents.OfType<AI.FunctionCallContent>().Where(call => !call.InformationalOnly && !answered.Contains(call.CallId))];
        Messages.AddRange(response.Messages);

        // A function that is only declared is the caller's to run.
        return _round < MaximumRounds && _calls.Count > 0 && !_calls.Any(call => Find(call.Name) is not (null or AIFunction));
    }

    /// <summary>Runs the calls one after the other and adds their results to the conversation.</summary>
    /// <returns>Whether a filter ended the exchange.</returns>
    public async Task<bool> RunCallsAsync(CancellationToken cancellationToken)
    {
        var results = new List<AI.FunctionResultContent>();
        var terminate = false;
        for (var i = 0; i < _calls.Count && !terminate; i++)
        {
            (var result, terminate) = await RunAsync(_calls[i], i, cancellationToken);
            _calls[i].InformationalOnly = true;
            results.Add(result);
        }

        Results = new(ChatRole.Tool, [.. results]);
        Messages.Add(Results);
        CountFailures(results);
        return terminate;
    }

    private async Task<(AI.FunctionResultContent Result, bool Terminate)> RunAsync(AI.FunctionCallContent call, int index, CancellationToken cancellationToken)
    {
        if (Find(call.Name) is not AIFunction function)
            return (new(call.CallId, $"Error: Requested function \"{call.Name}\" not found."), false);

        var context = new AI.FunctionInvocationContext
        {
            Function = function,
            Arguments = new(call.Arguments) { Services = services },
            CallContent = call,
            Messages = Messages,
            Options = _options,
            Iteration = _round,
            FunctionCallIndex = index,
            FunctionCount = _calls.Count,
            IsStreaming = isStreaming,
        };
        try
        {
            var value = await FunctionCall.RunAsync(context, cancellationToken);
            return (new(call.CallId, value ?? "Success: Function completed."), context.Terminate);
        }
#pragma warning disable CA1031 // Whatever a function throws is told to the model, until it fails too often.
        catch (Exception failure) when (_consecutiveFailures < MaximumConsecutiveFailures && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return (new(call.CallId, "Error: Function failed.") { Exception = failure }, false);
        }
    }

    private AITool? Find(string name) => _options?.Tools?.FirstOrDefault(tool => tool is AIFunctionDeclaration && tool.Name == name);

    private void CountFailures(List<AI.FunctionResultContent> results)
    {
        Exception[] failures = [.. results.Select(result => result.Exception).OfType<Exception>()];
        _consecutiveFailures = failures.Length > 0 ? _consecutiveFailures + 1 : 0;
        if (_consecutiveFailures <= MaximumConsecutiveFailures)
            return;
        if (failures is [var only])
            ExceptionDispatchInfo.Throw(only);

        throw new AggregateException(failures);
    }
}
