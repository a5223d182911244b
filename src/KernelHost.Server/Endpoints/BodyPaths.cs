using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// For requests that change a part of a config: what is wrong is told by the names of the request's own members, not by the places in the config they
/// end up in. What the request does not hold keeps its place in the config.
/// </summary>
/// <param name="members">Where a member ends up, and the member's own path; the more precise ones first.</param>
internal sealed class BodyPaths(IEnumerable<(string Config, string Body)> members)
{
    private readonly ImmutableArray<(string Config, string Body)> _members = [.. members];

    /// <exception cref="ConfigRejectedException">With the request's own paths.</exception>
    public async Task<ConfigChange> TellAsync(Task<ConfigChange> change)
    {
        var made = await TranslateAsync(change);
        return made with { Warnings = Tell(made.Warnings) };
    }

    /// <inheritdoc cref="TellAsync"/>
    public async Task<T> TranslateAsync<T>(Task<T> change)
    {
        try
        {
            return await change;
        }
        catch (ConfigRejectedException rejected)
        {
            throw new ConfigRejectedException(Tell(rejected.Errors));
        }
    }

    public ImmutableArray<ConfigProblem> Tell(ImmutableArray<ConfigProblem> problems) => [.. problems.Select(problem => problem with { Path = Tell(problem.Path) })];

    private string Tell(string path)
    {
        foreach (var (config, body) in _members)
        {
            if (path.StartsWith(config, StringComparison.Ordinal) && (path.Length == config.Length || path[config.Length] is '.' or '['))
            {
                return body + path[config.Length..];
            }
        }

        return path;
    }
}
