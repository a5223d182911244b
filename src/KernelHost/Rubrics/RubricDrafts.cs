namespace KernelHost.Rubrics;

/// <summary>A rubric as it is stored: with its id, its times, and an id for every level, as LAMB wants them.</summary>
internal static class RubricDrafts
{
    /// <exception cref="RubricException">It is not valid; every problem is listed.</exception>
    public static Rubric Complete(Rubric rubric, string id, DateTimeOffset createdAt, DateTimeOffset now)
    {
        if (RubricRules.Problems(rubric) is [_, ..] problems)
            throw new RubricException("invalid_rubric", $"The rubric is not valid: {string.Join("; ", problems)}.") { Problems = [.. problems] };

        return rubric with
        {
            RubricId = id,
            Metadata = rubric.Metadata with { CreatedAt = createdAt, ModifiedAt = now },
            Criteria = [.. rubric.Criteria.Select(WithLevelIds)],
        };
    }

    private static Criterion WithLevelIds(Criterion criterion)
    {
        var taken = criterion.Levels.Select(level => level.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return criterion with { Levels = [.. criterion.Levels.Select((level, index) => level.Id is null ? level with { Id = Free($"level-{index + 1}", taken) } : level)] };
    }

    private static string Free(string id, HashSet<string> taken)
    {
        var free = id;
        for (var more = 2; !taken.Add(free); more++)
            free = $"{id}-{more}";
        return free;
    }
}
