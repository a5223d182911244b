namespace KernelHost.Organizations;

/// <summary>One thing wrong (an error) or put right or worth a look (a warning) in a config.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.setups.default.providers.openai.base_url</c>.</param>
/// <param name="Code">A stable word for programs: <c>wrong_type</c>, <c>unknown_provider_kind</c>, <c>provider_not_found</c>, …</param>
/// <param name="Message">A sentence for people. Never holds a secret.</param>
public sealed record ConfigProblem(string Path, string Code, string Message);
