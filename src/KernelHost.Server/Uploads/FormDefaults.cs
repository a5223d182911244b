using System.Text.Json;
using KernelHost.Models;

namespace KernelHost.Server.Uploads;

/// <summary>The parameters that an admin gave a model, as fields of a form that lacks them.</summary>
internal static class FormDefaults
{
    public static IEnumerable<KeyValuePair<string, string>> Of(Candidate candidate, AudioForm form)
    {
        var taken = form.Parts.Select(part => part.Name.TrimEnd('[', ']')).Append("model").Append("file").ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in (candidate.Parameters ?? []).Concat(candidate.Named?.ModelApiParameters ?? []).Concat(candidate.Named?.ExtraBody ?? []))
        {
            if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') || !taken.Add(name))
            {
                continue;
            }

            foreach (var field in Fields(name, value))
            {
                yield return field;
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(string name, JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => KeyValuePair.Create($"{name}[]", Text(item)))
        : [KeyValuePair.Create(name, Text(value))];

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}
