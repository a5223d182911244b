namespace KernelHost.Organizations.LlamaFarm;

/// <summary>Which place in the file a place in the config came from.</summary>
internal sealed class FilePaths(string setup)
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <param name="member">Below the setup: <c>.models[0]</c>.</param>
    public void Map(string member, string file) => _places[setup + member] = file;

    /// <summary>By the nearest place around it that came from the file; a place that did not stays as it is.</summary>
    public string InFile(string path)
    {
        for (var length = path.Length; length > setup.Length; length = path.LastIndexOfAny(['.', '['], length - 1))
        {
            if (_places.TryGetValue(path[..length], out var file))
            {
                return file + path[length..];
            }
        }

        return path;
    }
}
