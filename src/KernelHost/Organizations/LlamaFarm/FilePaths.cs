namespace KernelHost.Organizations.LlamaFarm;

/// <summary>Which place in the file a place in the config came from.</summary>
internal sealed class FilePaths(string setup)
{
    private readonly List<(string Config, string File)> _places = [];

    /// <param name="member">Below the setup: <c>.models[0]</c>.</param>
    public void Map(string member, string file) => _places.Add((setup + member, file));

    /// <summary>A place that came from no file stays as it is.</summary>
    public string InFile(string path)
    {
        var best = _places.Where(place => Holds(place.Config, path)).OrderByDescending(place => place.Config.Length).FirstOrDefault();
        return best == default ? path : best.File + path[best.Config.Length..];
    }

    private static bool Holds(string place, string path) =>
        path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || path[place.Length] is '.' or '[');
}
