using System.ComponentModel;
using KernelHost;
using Microsoft.SemanticKernel;

namespace Conformance;

/// <summary>The suite's names are <c>test_…</c>, so this plugin's is <c>test</c>.</summary>
public sealed class testPlugin
{
    [KernelFunction("simple_text")]
    [Description("Answers a text.")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [KernelFunction("error_handling")]
    [Description("Fails.")]
    public static string ErrorHandling() => throw new PluginException("This tool intentionally returns an error for testing");

    [KernelFunction("tool_with_progress")]
    [Description("Reports how far it is.")]
    public static string ToolWithProgress()
    {
        CallProgress.Report(0, 100);
        CallProgress.Report(50, 100);
        CallProgress.Report(100, 100);
        return "Done.";
    }
}
