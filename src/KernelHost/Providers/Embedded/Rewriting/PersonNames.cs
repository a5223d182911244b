using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Rewriting;

internal enum Gender
{
    Unknown,
    Female,
    Male,
}

/// <summary>Whether a name is a person's, judged by common first names and by words that only things carry.</summary>
internal static partial class PersonNames
{
    private static readonly FrozenSet<string> Female = (
        "mary anna anne ann maria jane julia emma sarah susan linda karen nancy lisa betty helen sandra donna carol ruth sharon michelle laura kimberly jessica emily "
        + "amanda melissa deborah stephanie rebecca amy angela kathleen catherine katherine christine janet virginia alice ada marie grace rose sophia olivia elizabeth "
        + "margaret patricia jennifer barbara dorothy marta lucia elena olga fatima aisha ingrid eva rosa clara nina martha frances diana victoria charlotte").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Male = (
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin "
        + "brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander "
        + "patrick jack dennis jerry tyler aaron jose adam henry nathan peter albert isaac bill steve tim tom jim bob alan carlos luis juan pedro ivan hans karl ahmed mohammed ali leo martin walter louis").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static Gender GenderOf(string name)
    {
        var first = name.Split(' ')[0];
        return Female.Contains(first) ? Gender.Female : Male.Contains(first) ? Gender.Male : Gender.Unknown;
    }

    public static bool IsSurelyPerson(string name) => GenderOf(name) != Gender.Unknown && !Thing().IsMatch(name);

    /// <summary>Two or three capitalised words with nothing in them that says otherwise.</summary>
    public static bool MayBePerson(string name) => IsSurelyPerson(name)
        || (name.Split(' ') is { Length: 2 or 3 } words && words.All(word => char.IsUpper(word[0])) && !Thing().IsMatch(name));

    [GeneratedRegex(@"\b(?:The|of|and|Inc|Corp|Ltd|Company|University|College|School|Church|Bank|Band|Orchestra|River|Lake|Mount|City|Street|County|State|States|Kingdom|Republic|Union|League|Cup|Prize|Award|Awards|War|Museum|Party|Records|Studios|Island|Islands|Ocean|Sea|House|Tower|Bridge|Festival|Championship|New|North|South|East|West|\p{Nd}+)\b|&", RegexOptions.CultureInvariant)]
    private static partial Regex Thing();
}
