using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>Scalars by YAML 1.2's core schema: <c>true</c>, <c>null</c>, numbers (also <c>0o17</c> and <c>0xff</c>); everything else is text.</summary>
internal static partial class YamlScalar
{
    public const string CoreTag = "tag:yaml.org,2002:";

    public const string NoTags = "Tags are not taken";

    public static (Scalar Event, JsonNode? Node) Read(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.IsNonSpecific ? CoreTag + "str" : scalar.Tag.Value;
        return tag switch
        {
            null when scalar.Style == ScalarStyle.Plain => (scalar, Plain(scalar)),
            null or CoreTag + "str" => (scalar, scalar.Value),
            CoreTag + "null" or CoreTag + "bool" or CoreTag + "int" or CoreTag + "float" => (scalar, Tagged(scalar, tag)),
            _ => throw YamlReader.Refused(scalar.Start, NoTags),
        };
    }

    /// <summary>Whether this text without quotes would be read as something else than text, by YAML 1.2 or by the older readers still in use.</summary>
    public static bool NeedsQuotes(string text) => !SafelyPlain().IsMatch(text) || OldWord().IsMatch(text);

    private static JsonNode? Plain(Scalar scalar) => scalar.Value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var text when NotFinite().IsMatch(text) => throw YamlReader.Refused(scalar.Start, "A number must be finite"),
        var text => Number(text) ?? scalar.Value,
    };

    // A tag only says what the value is anyway; one that says otherwise is a mistake.
    private static JsonNode? Tagged(Scalar scalar, string tag)
    {
        var node = Plain(scalar);
        var fits = node?.GetValueKind() switch
        {
            null => tag.EndsWith("null", StringComparison.Ordinal),
            JsonValueKind.True or JsonValueKind.False => tag.EndsWith("bool", StringComparison.Ordinal),
            JsonValueKind.Number => tag.EndsWith("float", StringComparison.Ordinal) || (tag.EndsWith("int", StringComparison.Ordinal) && !scalar.Value.Contains('.', StringComparison.Ordinal)),
            _ => false,
        };
        return fits ? node : throw YamlReader.Refused(scalar.Start, "A value does not fit its tag");
    }

    /// <summary>A number keeps its digits.</summary>
    private static JsonNode? Number(string text)
    {
        if (Decimal().Match(text) is { Success: true } written)
        {
            var (whole, fraction) = (written.Groups["whole"].Value.TrimStart('0'), written.Groups["fraction"].Value);
            var digits = (whole.Length == 0 ? "0" : whole) + (fraction.Length > 0 ? "." + fraction : "") + written.Groups["exponent"].Value;
            return JsonValue.Create(JsonElement.Parse((text[0] == '-' ? "-" : "") + digits));
        }

        return text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex
            : Octal().IsMatch(text) ? Convert.ToUInt64(text[2..], 8) : (JsonNode?)null;
    }

    [GeneratedRegex(@"^[-+]?(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0o[0-7]{1,21}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z")]
    private static partial Regex NotFinite();

    // Blanks only inside, and neither ": " nor " #".
    [GeneratedRegex(@"^[A-Za-z_/$](?:[\w./${}@+%=~;!?()'&*-]|,(?=[ \w])|:(?=[\w/.])|[ ](?=[\w(/$]))*\z", RegexOptions.ECMAScript)]
    private static partial Regex SafelyPlain();

    [GeneratedRegex(@"^(?:null|true|false|yes|no|on|off|y|n|nan|inf)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OldWord();
}
