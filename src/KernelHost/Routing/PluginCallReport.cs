namespace KernelHost.Routing;

/// <summary>A plugin's function that a model called, for <c>model_info.plugin_calls</c>. Neither its arguments nor its result: those are the conversation's.</summary>
/// <param name="Error">Why it gave no result (<c>invalid_argument</c>, <c>plugin_failed</c>, <c>plugin_timeout</c>, <c>tool_error</c> (an MCP tool said so), <c>too_many_calls</c>, <c>too_many_rounds</c>, or a model call's reason); null when it did.</param>
public sealed record PluginCallReport(string Plugin, string Function, TimeSpan Duration, string? Error);
