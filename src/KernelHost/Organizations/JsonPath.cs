namespace KernelHost.Organizations;

/// <summary>Paths as they are shown: <c>$.setups.default.models[0].name</c>, with <c>['…']</c> around names that are not plain words.</summary>
public static class JsonPath
{
    public static string Member(string parent, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $"{parent}.{name}" : $"{parent}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
}
