using System.Collections.Frozen;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>Words that point to a common label although they do not contain it: "refund" to billing, "draw" to image. Small on purpose.</summary>
internal static class Lexicon
{
    private static readonly FrozenDictionary<string, string[]> BySubject = new Dictionary<string, string>
    {
        ["positive"] = "good great love loved excellent happy wonderful amazing best perfect nice thank thanks pleased enjoy enjoyed fantastic helpful recommend delighted satisfied brilliant awesome",
        ["negative"] = "bad terrible hate hated awful worst poor broken sad angry disappointed disappointing horrible useless slow never fail failed wrong annoying unhappy rude waste",
        ["neutral"] = "okay average normal fine",
        ["image"] = "picture photo photograph draw drawing painting sketch illustration illustrate portrait logo poster visual render diagram artwork cartoon icon wallpaper",
        ["picture"] = "image photo photograph draw drawing painting paint sketch illustration illustrate portrait logo poster visual render diagram artwork cartoon icon wallpaper",
        ["made"] = "make making create generate draw paint sketch render design illustrate produce build write",
        ["billing"] = "invoice charge charged refund payment pay paid credit card subscription price bill billed money cost fee receipt",
        ["technical"] = "error bug crash crashes crashed login password install update server screen app website code exception broken",
        ["shipping"] = "delivery deliver delivered parcel package arrive arrived courier tracking order shipment late",
        ["delivery"] = "parcel package arrive arrived courier tracking order shipment shipped late",
        ["refund"] = "money back return returned reimburse",
        ["account"] = "login password profile username email settings sign register",
        ["greeting"] = "hello hi hey morning evening greetings welcome",
        ["farewell"] = "bye goodbye later farewell",
        ["complaint"] = "unacceptable disappointed terrible angry broken worst refund never awful complain",
        ["praise"] = "great thanks excellent love wonderful well",
        ["question"] = "what why how when where who which",
        ["urgent"] = "urgent immediately asap now emergency critical down outage today",
        ["spam"] = "winner prize free offer click lottery viagra million urgent claim congratulations",
        ["sport"] = "game team match player goal season league coach football tennis basketball win won score champion cup",
        ["politics"] = "government election minister president parliament party vote law policy senate",
        ["business"] = "company market stock shares profit revenue bank economy investor sales merger ceo",
        ["technology"] = "software computer phone internet app device robot chip data cloud code ai",
        ["science"] = "research study scientist physics biology chemistry experiment theory planet space cell",
        ["health"] = "doctor hospital disease patient medicine treatment symptom vaccine pain sick diet",
        ["entertainment"] = "film movie music song actor album concert series singer celebrity",
        ["travel"] = "flight hotel trip journey ticket airport holiday visit train booking",
        ["food"] = "eat restaurant recipe cook dish meal taste dinner lunch pizza",
        ["weather"] = "rain sunny temperature forecast snow wind cloud storm hot cold umbrella",
        ["code"] = "function python javascript program programming compile script class variable debug sql algorithm",
        ["math"] = "calculate sum equation number plus minus multiply divide integral solve percent",
        ["translate"] = "french german spanish english italian chinese language translation",
        ["search"] = "find look latest news google web browse",
        ["cancel"] = "stop end quit terminate unsubscribe",
    }.SelectMany(entry => entry.Value.Split(' ').Select(word => (Subject: Words.Stem(entry.Key), Word: Words.Stem(word))))
        .GroupBy(pair => pair.Subject, pair => pair.Word)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray());

    /// <summary>Words (stems) that stand near a label's word; empty when there are none.</summary>
    public static IReadOnlyList<string> Near(string stem) => BySubject.GetValueOrDefault(stem) ?? [];
}
