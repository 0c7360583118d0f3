-- search_query: what finds a text that has all the words of a question, each as a whole; null: no question.  Words have
-- neither quotes nor signs (search_words), so that nothing in a question can be an operator.  Ten words are enough.
create or replace function pakn.search_query(p_question text)
returns tsquery
language sql immutable parallel safe
as $$
	select case when p_question is not null then
		(select coalesce(string_agg('''' || w || '''', ' & '), '') from unnest((pakn.search_words(p_question))[:10]) w)::tsquery
	end
$$;
