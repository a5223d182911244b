namespace Microsoft.Extensions.AI;

/// <summary>One call that a model asked for.</summary>
public class FunctionInvocationContext
{
    private static readonly AIFunction Nothing = AIFunctionFactory.Create(static () => { }, "nothing");

    /// <summary>The function.</summary>
    public AIFunction Function { get; set; } = Nothing;

    /// <summary>What it is called with.</summary>
    public AIFunctionArguments Arguments { get; set; } = [];

    /// <summary>The model's call.</summary>
    public FunctionCallContent CallContent { get; set; } = new("", Nothing.Name);

    /// <summary>The conversation so far, the model's call included.</summary>
    public IList<ChatMessage> Messages { get; set; } = [];

    /// <summary>The options of the request.</summary>
    public ChatOptions? Options { get; set; }

    /// <summary>Which request to the model led to this call, counted from 0.</summary>
    public int Iteration { get; set; }

    /// <summary>Which of the calls of one answer this is, counted from 0.</summary>
    public int FunctionCallIndex { get; set; }

    /// <summary>How many calls the answer has.</summary>
    public int FunctionCount { get; set; }

    /// <summary>Set it to end the exchange after this call: neither the calls after it are run nor is the model asked again.</summary>
    public bool Terminate { get; set; }

    /// <summary>Whether the answer is streamed.</summary>
    public bool IsStreaming { get; set; }
}
