using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary><c>?limit=</c> (1 to 200, default 50) and <c>?cursor=</c> of every list.</summary>
internal sealed record PageQuery
{
    private const int Default = 50;
    private const int Most = 200;

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    public int Size() => Limit switch
    {
        null => Default,
        >= 1 and <= Most => Limit.Value,
        _ => throw new ApiErrorException(ApiError.BadParameter("limit", $"\"limit\" must be a whole number from 1 to {Most}.")),
    };

    /// <summary>Where the page before this one ended, in the list's own words; null = at the beginning.</summary>
    public string? Position()
    {
        if (string.IsNullOrEmpty(Cursor))
        {
            return null;
        }

        return Base64Url.IsValid(Cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor)) : throw BadCursor();
    }

    /// <summary>The same, for lists whose positions are numbers.</summary>
    public string? NumberPosition() => Position() is not { } text || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? Position() : throw BadCursor();

    /// <summary>A page of a list that is in memory; a position is a count of items.</summary>
    public Page<T> Slice<T>(IEnumerable<T> all)
    {
        var start = NumberPosition() is { } text ? (int)Math.Min(int.MaxValue / 2, long.Parse(text, CultureInfo.InvariantCulture)) : 0;
        var found = all.Skip(start).Take(Size() + 1).ToArray();
        return found.Length <= Size() ? new(found, null) : new(found[..Size()], (start + Size()).ToString(CultureInfo.InvariantCulture));
    }

    private static ApiErrorException BadCursor() => new(ApiError.BadParameter("cursor", "\"cursor\" must be the \"next_cursor\" of the page before."));
}

/// <param name="NextCursor">Give it as <c>?cursor=</c> to get the next page; null on the last one.</param>
internal sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);

internal static class ListAnswer
{
    public static ListAnswer<TAnswer> Of<T, TAnswer>(Page<T> page, Func<T, TAnswer> answer) =>
        new([.. page.Items.Select(answer)], page.NextCursor is { } position ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position)) : null);
}
